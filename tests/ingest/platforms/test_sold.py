"""What a shop sold is what is read back: from every platform's exports, of every generation, loaded in any order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import ask, fresh, keep, records, some
from tests.ingest.platforms.sold import Known, Order, facts, known, shops

from crmkit.demo.form import Form, platform_form, platforms, read_form
from crmkit.ingest.dialect import shipped
from crmkit.store.store import open_store

HERE = Path(__file__).parent
FORMS = {"taobao": read_form(HERE / "taobao.toml")} | {name: platform_form(name) for name in platforms()}
Shop = tuple[str, str]
"""The platform and the name of a shop."""


FORMLESS = {"ali1688", "magento", "tiktok"}
"""Platforms that are read but not written: their files are told in the tests of kinds."""


def test_every_dialect_has_a_form():
    assert {dialect.platform for dialect in shipped()} - FORMLESS == set(FORMS)


def written(folder: Path, shop: Shop, orders: list[Order], draw: st.DrawFn) -> Iterator[tuple[Path, dict[str, str]]]:
    """The shop's exports in a generation that is drawn, in one piece or two, each with what has to be said of it."""
    platform, name = shop
    for each in FORMS[platform].files:
        generation = draw(st.sampled_from(list(each.generations)))
        cut = draw(st.integers(0, len(orders)))
        for number, piece in enumerate(orders[part] for part in (slice(cut), slice(cut, None))):
            rows = facts(name, piece, each.row)
            if not len(rows("serial")):
                continue
            path = folder / f"{platform}-{name}-{number}-{each.file}"
            path.write_bytes(each.begin(generation) + each.rows(rows, generation))
            yield path, {} if "{shop}" in each.cells.values() else {"shop": name}


def load_shuffled(folder: Path, sold: dict[Shop, list[Order]], draw: st.DrawFn) -> Path:
    """A store with all exports of the shops, loaded one by one in an order that is drawn."""
    store = fresh(folder / "store")
    files = [file for shop, orders in sold.items() for file in written(folder, shop, orders, draw)]
    for path, said in draw(st.permutations(files)):
        (account,) = records(keep(store, path, max_rejects=0.0, **said))
        assert account["quarantined_lines"] == 0
    return store


def read_back(store: Path) -> dict[Shop, Known]:
    """What a store knows of each shop, by the running numbers of its orders."""
    orders, purchases, people, lines, money = (defaultdict(kind) for kind in (set, dict, _groups, _lists, _sums))
    with open_store(store) as opened:
        told = {file: ask(opened, f"platforms/{file}.sql") for file in ("orders", "purchases", "lines")}
    for each in told["orders"]:
        orders[shop_of(each)].add(serial(each["id"]))
    for each in told["purchases"]:
        purchases[shop_of(each)][serial(each["id"])] = (each["purchase_day"], each["net"])
        if each["customer_key"] is not None:
            people[shop_of(each)][each["customer_key"]].add(serial(each["id"]))
    for each in told["lines"]:
        lines[shop_of(each)][serial(each["id"])].append((each["title"], each["sku"], each["quantity"]))
        money[shop_of(each)][serial(each["id"])] += each["net"]
    for shop, by_order in money.items():
        assert by_order == {number: purchases[shop][number][1] for number in by_order}, "lines add up to their order"
    return {
        shop: Known(
            frozenset(numbers),
            purchases[shop],
            frozenset(map(frozenset, people[shop].values())),
            {number: sorted(goods) for number, goods in lines[shop].items()},
        )
        for shop, numbers in orders.items()
    }


def shop_of(told: dict[str, Any]) -> Shop:
    return told["platform"], told["shop"]


def serial(text: str) -> int:
    return int(re.sub(r"\D", "", text)[-6:])


def _groups() -> defaultdict[int, set[int]]:
    return defaultdict(set)


def _lists() -> defaultdict[int, list[Any]]:
    return defaultdict(list)


def _sums() -> defaultdict[int, Decimal]:
    return defaultdict(Decimal)


def told_by(form: Form, truth: Known) -> Known:
    """What of the truth the platform's exports tell."""
    people = truth.people if form.buyers != "none" else frozenset()
    lines = truth.lines if any(each.row == "line" for each in form.files) else {}
    return Known(truth.orders, truth.purchases, people, lines)


@pytest.mark.parametrize("platform", FORMS)
@some
@given(data=st.data())
def test_a_shop_is_read_back_from_its_platforms_exports(tmp_path, platform, data):
    sold = {(platform, "一店"): data.draw(shops(FORMS[platform]))}
    store = load_shuffled(tmp_path, sold, data.draw)
    assert read_back(store) == {shop: told_by(FORMS[platform], known(orders)) for shop, orders in sold.items()}


@some
@given(data=st.data())
def test_two_shops_on_each_of_two_platforms_stay_apart_and_add_up(tmp_path, data):
    both = data.draw(st.lists(st.sampled_from(list(FORMS)), min_size=2, max_size=2, unique=True))
    sold = {(name, shop): data.draw(shops(FORMS[name])) for name in both for shop in ("一店", "二店")}
    told = read_back(load_shuffled(tmp_path, sold, data.draw))
    assert told == {shop: told_by(FORMS[shop[0]], known(orders)) for shop, orders in sold.items()}
