"""A shop is the same shop in whatever form it is told: the same purchases, people, lines and money, to the fen.

Each telling is written as files (cut by orders, in any spelling), loaded one by one in any order, then once more, and
read together into memory; the truth of the shop must come back each time, no line lost, every account closed.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from tests.ingest.load_case import ask, fresh, keep, records, two
from tests.ingest.retold.shop import shops
from tests.ingest.retold.tellings import FORMS, Table, Teller, Telling

from crmkit.ingest.load import open_files
from crmkit.store.store import Store

Files = list[tuple[Path, dict[str, str]]]


@pytest.mark.parametrize("form", FORMS)
@two
@given(shop=shops(), data=st.data())
def test_the_shop_comes_back(tmp_path, form, shop, data):
    telling = data.draw(st.composite(lambda draw: FORMS[form](Teller(shop, draw)))(), label="telling")
    store = fresh(tmp_path)
    files = written(tmp_path, telling, data.draw(st.integers(1, 2), "pieces"), data.draw(st.integers(0, 99), "cut"))
    for file, mapping in files:  # told when the test fails
        note(f"{file.name} {mapping}\n{file.read_bytes().decode(telling.encoding_of(mapping))}")
    for file, mapping in data.draw(st.permutations(files), "loaded in this order"):
        load(store, [file], mapping)
    compare(store, telling)
    load_together(store, files)
    compare(store, telling)
    if len({str(mapping) for _, mapping in files}) == 1:
        with open_files([str(file) for file, _ in files], mapping=files[0][1] or None, max_rejects=1.0) as answer:
            compare(answer, telling)


def written(folder: Path, telling: Telling, pieces: int, cut: int) -> Files:
    """The files of a telling and what has to be mapped to read each."""
    return [
        (put(folder / f"{number}-{piece}.csv", raw), table.mapping)
        for number, table in enumerate(telling.tables)
        for piece, raw in enumerate(cut_up(table, pieces, cut))
    ]


def cut_up(table: Table, pieces: int, cut: int) -> list[bytes]:
    return list(table.pieces(lambda name: zlib.crc32(f"{cut} {name}".encode()) % pieces, pieces))


def put(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def load(store: Path, files: list[Path], mapping: dict[str, str]) -> None:
    """Load files that are read alike; not a line may be set aside."""
    result = keep(store, *files, mapping=mapping or None)
    for line in records(result):
        assert line["quarantined_lines"] == 0, (line, [note.text("en") for note in result.notes])


def load_together(store: Path, files: Files) -> None:
    alike = defaultdict(list)
    for file, mapping in reversed(files):
        alike[tuple(mapping.items())].append(file)
    for mapping, together in alike.items():
        load(store, together, dict(mapping))


def compare(store: Path | Store, telling: Telling) -> None:
    """What the store holds against the truth of the shop."""
    orders, truth = ask(store, "purchased.sql"), telling.truth
    number = "id" if telling.is_numbered else "purchase_day"
    name = (lambda order: order) if telling.is_numbered else (lambda order: truth.purchases[order][0])
    found = {order[number]: (order["purchase_day"], order["net"]) for order in orders}
    assert len(found) == len(orders)
    assert found == {name(order): known for order, known in truth.purchases.items()}
    people = defaultdict(set)
    for order in orders:
        if order["customer_key"] is not None:
            people[order["customer_key"]].add(order[number])
    assert frozenset(map(frozenset, people.values())) == {frozenset(map(name, orders)) for orders in truth.people}
    if telling.has_lines:
        compare_lines(store, telling)


def compare_lines(store: Path | Store, telling: Telling) -> None:
    """The lines of each purchase, as often as they stand there; what they keep is what their order keeps."""
    lines, money = defaultdict(list), defaultdict(int)
    for line in ask(store, "items.sql"):
        if line["id"] in telling.truth.purchases:
            lines[line["id"]].append((line["title"], line["sku"], line["quantity"]))
            money[line["id"]] += line["net"]
    assert {order: sorted(found) for order, found in lines.items()} == telling.truth.lines
    assert dict(money) == {order: kept for order, (_, kept) in telling.truth.purchases.items()}
