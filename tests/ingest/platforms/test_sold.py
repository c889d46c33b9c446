"""What a shop sold is what is read back: from every platform's exports, of every generation, loaded in any order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import ask, fresh, keep, one, records
from tests.ingest.platforms.sold import Known, Order, facts, known, shops

import crmkit
from crmkit.demo.form import FileForm, Form, platform_form, platforms, read_form
from crmkit.ingest.headers.dialect import recognise, shipped
from crmkit.store.store import open_store

HERE = Path(__file__).parent
FORMS = {"taobao": read_form(HERE / "taobao.toml")} | {name: platform_form(name) for name in platforms()}
"""The form of each platform; where one has two layouts, the other's name goes on behind ``_``."""
Shop = tuple[str, str]
"""The platform and the name of a shop."""
LabelledFile = tuple[Path, dict[str, str]]
"""A file, and what has to be said of it."""


OF_NO_PLATFORM = {"customer_table", "contact_log", "consent_list"}
"""What shops and their tools keep themselves."""


def test_every_dialect_has_a_form():
    headers = [header for form in FORMS.values() for each in form.files for header in each.generations.values()]
    met = {recognise(header, 1, ",", shipped()).dialect.name for header in headers}
    assert met == {dialect.name for dialect in shipped()} - OF_NO_PLATFORM


def by_generation(
    each: FileForm, orders: list[Order], draw: st.DrawFn, *, whole: bool
) -> Iterator[tuple[str, list[Order]]]:
    """The orders parted among the generations of a file, or all in one of them; customers are written once."""
    generations = draw(st.permutations(list(each.generations)))
    count = 1 if whole or each.row == "buyer" else len(generations)
    for number, generation in enumerate(generations[:count]):
        yield generation, orders[number::count]


def written(
    folder: Path, layout: str, name: str, orders: list[Order], draw: st.DrawFn, **wish: bool
) -> Iterator[LabelledFile]:
    """The exports of a shop."""
    for each in FORMS[layout].files:
        named = {header for header, template in each.cells.items() if template == "{shop}"}
        for generation, part in by_generation(each, orders, draw, whole=wish["whole"]):
            rows = facts(name, part, each.row)
            if not len(rows("serial")):
                continue
            path = folder / f"{layout}-{name}-{generation}-{each.file}"
            path.write_bytes(each.begin(generation) + each.rows(rows, generation))
            yield path, {} if named & set(each.header(generation)) else {"shop": name}


def load_shuffled(folder: Path, files: list[LabelledFile], draw: st.DrawFn) -> Path:
    """A store with these files, in an order that is drawn; files of which the same is said may come together."""
    store, together = fresh(folder / "store"), draw(st.integers(1, 4))
    for said, group in groupby(draw(st.permutations(files)), key=lambda file: file[1]):
        for paths in batched([path for path, _ in group], together):
            accounts = records(keep(store, *paths, max_rejects=0.0, **said))
            assert [account["rejected_lines"] for account in accounts] == [0] * len(paths)
    return store


def batched(paths: list[Path], size: int) -> Iterator[list[Path]]:
    yield from (paths[start : start + size] for start in range(0, len(paths), size))


def read_back(store: Path) -> dict[Shop, Known]:
    """What a store knows of each shop, by the running numbers of its orders."""
    orders, purchases, people, lines, money = (defaultdict(kind) for kind in (set, dict, _groups, _lists, _sums))
    with open_store(store) as opened:
        tables = {file: ask(opened, f"platforms/{file}.sql") for file in ("orders", "purchases", "lines")}
    for each in tables["orders"]:
        orders[shop_of(each)].add(serial(each["id"]))
    for each in tables["purchases"]:
        purchases[shop_of(each)][serial(each["id"])] = (each["purchase_day"], each["net"])
        if each["customer_key"] is not None:
            people[shop_of(each)][each["customer_key"]].add(serial(each["id"]))
    for each in tables["lines"]:
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


def shop_of(row: dict[str, Any]) -> Shop:
    return row["platform"], row["shop"]


def serial(text: str) -> int:
    return int(re.sub(r"\D", "", text)[-6:])


def _groups() -> defaultdict[int, set[int]]:
    return defaultdict(set)


def _lists() -> defaultdict[int, list[Any]]:
    return defaultdict(list)


def _sums() -> defaultdict[int, Decimal]:
    return defaultdict(Decimal)


def platform_of(layout: str) -> str:
    return layout.partition("_")[0]


def exported_by(form: Form, truth: Known) -> Known:
    """The part of the truth in the platform's exports."""
    people = truth.people if form.buyers != "none" else frozenset()
    lines = truth.lines if any(each.row == "line" for each in form.files) else {}
    return Known(truth.orders, truth.purchases, people, lines)


def members(store: Path) -> dict[frozenset[int], tuple[int, Decimal]]:
    """What customer tables say of each customer, by the orders that are known to be his."""
    bought = _groups()
    for each in ask(store, "platforms/purchases.sql"):
        bought[each["customer_key"]].add(serial(each["id"]))
    found = ask(store, "platforms/members.sql")
    return {frozenset(bought[each["customer_key"]]): (each["orders"], each["total"]) for each in found}


@pytest.mark.parametrize("layout", FORMS)
@one
@given(data=st.data())
def test_a_shop_is_read_back_from_its_platforms_exports(tmp_path, layout, data):
    orders, form = data.draw(shops(FORMS[layout])), FORMS[layout]
    files = list(written(tmp_path, layout, "一店", orders, data.draw, whole=False))
    store, truth = load_shuffled(tmp_path, files, data.draw), known(orders)
    assert read_back(store) == {(platform_of(layout), "一店"): exported_by(form, truth)}
    if any(each.row == "buyer" for each in form.files):
        kept = {serial: money for serial, (_, money) in truth.purchases.items()}
        assert members(store) == {own: (len(own), sum(kept[each] for each in own)) for own in truth.people}


ABROAD = {"amazon", "prestashop"}
"""They sell in dollars and euros, which are never added up with others."""


@one
@given(data=st.data())
def test_two_shops_on_each_of_two_platforms_stay_apart_and_add_up(tmp_path, data):
    layouts = st.sampled_from(sorted(set(FORMS) - ABROAD))
    both = data.draw(st.lists(layouts, min_size=2, max_size=2, unique_by=platform_of))
    sold = {(name, shop): data.draw(shops(FORMS[name], most=4)) for name in both for shop in ("一店", "二店")}
    files = [file for key, orders in sold.items() for file in written(tmp_path, *key, orders, data.draw, whole=True)]
    store = load_shuffled(tmp_path, files, data.draw)
    truth = {(platform_of(name), shop): known(orders) for (name, shop), orders in sold.items()}
    assert read_back(store) == {
        (platform_of(name), shop): exported_by(FORMS[name], known(orders)) for (name, shop), orders in sold.items()
    }
    for platform in ("", *map(platform_of, both)):
        for shop in ("", "一店", "二店"):
            asked = [each for key, each in truth.items() if platform in ("", key[0]) and shop in ("", key[1])]
            purchases = [purchase for each in asked for purchase in each.purchases.values()]
            if purchases:
                with crmkit.open(store, platform=platform, shop=shop) as opened:
                    facts = crmkit.trend(opened).facts
                assert (facts["orders"], facts["net_sales"]) == (len(purchases), sum(money for _, money in purchases))
