"""A shop is the same shop in whatever form it is exported: the same purchases, people, lines and money, to the fen.

Each export is written as files (cut by orders, in any spelling), loaded one by one in any order, then once more, and
read together into memory; the truth of the shop must come back each time, no line lost, every account closed.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given, note
from hypothesis import strategies as st
from tests.ingest.exports.export import FORMS, Export, Exporter, Table
from tests.ingest.exports.shop import shops
from tests.ingest.load_case import ask, fresh, keep, one, records

from crmkit.ingest.load import open_files
from crmkit.store.store import Store

Files = list[tuple[Path, dict[str, str]]]


@pytest.mark.parametrize("form", FORMS)
@one
@given(shop=shops(), data=st.data())
def test_the_shop_comes_back(tmp_path, form, shop, data):
    export = data.draw(st.composite(lambda draw: FORMS[form](Exporter(shop, draw)))(), label="export")
    store = fresh(tmp_path)
    files = written(tmp_path, export, data.draw(st.integers(1, 2), "parts"), data.draw(st.integers(0, 99), "cut"))
    for file, mapping in files:  # shown when the test fails
        note(f"{file.name} {mapping}\n{file.read_bytes().decode(export.encoding_of(mapping))}")
    for file, mapping in data.draw(st.permutations(files), "loaded in this order"):
        load(store, [file], mapping)
    compare(store, export)
    load_together(store, files)
    compare(store, export)
    if len({str(mapping) for _, mapping in files}) == 1:
        with open_files([str(file) for file, _ in files], mapping=files[0][1] or None, max_rejects=1.0) as answer:
            compare(answer, export)


def written(folder: Path, export: Export, parts: int, cut: int) -> Files:
    """The files of a export and what has to be mapped to read each."""
    return [
        (put(folder / f"{number}-{part}.csv", raw), table.mapping)
        for number, table in enumerate(export.tables)
        for part, raw in enumerate(cut_up(table, parts, cut))
    ]


def cut_up(table: Table, parts: int, cut: int) -> list[bytes]:
    return list(table.parts(lambda name: zlib.crc32(f"{cut} {name}".encode()) % parts, parts))


def put(path: Path, raw: bytes) -> Path:
    path.write_bytes(raw)
    return path


def load(store: Path, files: list[Path], mapping: dict[str, str]) -> None:
    """Load files that are read alike; not a line may be set aside."""
    result = keep(store, *files, mapping=mapping or None)
    for line in records(result):
        assert line["rejected_lines"] == 0, (line, [note.text("en") for note in result.notes])


def load_together(store: Path, files: Files) -> None:
    alike = defaultdict(list)
    for file, mapping in reversed(files):
        alike[tuple(mapping.items())].append(file)
    for mapping, together in alike.items():
        load(store, together, dict(mapping))


def compare(store: Path | Store, export: Export) -> None:
    """What the store holds against the truth of the shop."""
    orders, truth = ask(store, "purchased.sql"), export.truth
    number = "id" if export.is_numbered else "purchase_day"
    name = (lambda order: order) if export.is_numbered else (lambda order: truth.purchases[order][0])
    found = {order[number]: (order["purchase_day"], order["net"]) for order in orders}
    assert len(found) == len(orders)
    assert found == {name(order): known for order, known in truth.purchases.items()}
    people = defaultdict(set)
    for order in orders:
        if order["customer_key"] is not None:
            people[order["customer_key"]].add(order[number])
    assert frozenset(map(frozenset, people.values())) == {frozenset(map(name, orders)) for orders in truth.people}
    if export.has_lines:
        compare_lines(store, export)


def compare_lines(store: Path | Store, export: Export) -> None:
    """The lines of each purchase, as often as they stand there; what they keep is what their order keeps."""
    lines, money = defaultdict(list), defaultdict(int)
    for line in ask(store, "items.sql"):
        if line["id"] in export.truth.purchases:
            lines[line["id"]].append((line["title"], line["sku"], line["quantity"]))
            money[line["id"]] += line["net"]
    assert {order: sorted(found) for order, found in lines.items()} == export.truth.lines
    assert dict(money) == {order: kept for order, (_, kept) in export.truth.purchases.items()}
