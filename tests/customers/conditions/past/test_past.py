"""Conditions about goods and days: whom they select is what a plain loop over the till's orders finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.kept_shops import KEYS, keep
from tests.analyses.test_snapshots import FEW
from tests.analyses.till import Order, Person, keyed, shop
from tests.depth import examples

import crmkit
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.expression import parse
from crmkit.customers.conditions.past.days import Days
from crmkit.customers.conditions.past.measures import Birthday, Bought, Counted, InSnapshot
from crmkit.customers.conditions.writing import written
from crmkit.errors import NotEnoughError, UsageError
from crmkit.messages import LANGUAGES
from crmkit.store.predicate import All, AnyOf, Measured, Not

LAST = date(2024, 3, 31)
QUARTER = Days(90)


def yes(measure):
    return Measured(measure, "=", True)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("bought~红茶", yes(Bought("红茶", is_part=True))),
        ("买过～红茶", yes(Bought("红茶", is_part=True))),
        ("bought='T恤  (新)'", yes(Bought("T恤 (新)"))),
        ("bought in (A, B)", AnyOf((yes(Bought("A")), yes(Bought("B"))))),
        ("bought_sku=QH-L006", yes(Bought("QH-L006", is_sku=True))),
        ("买过货号~qh", yes(Bought("qh", is_part=True, is_sku=True))),
        ("first_bought~红茶", yes(Bought("红茶", is_part=True, occasion="first"))),
        ("末单买过~红茶", yes(Bought("红茶", is_part=True, occasion="last"))),
        ("not bought~红茶", Not(yes(Bought("红茶", is_part=True)))),
        ("bought~红茶 within 90d", yes(Bought("红茶", is_part=True, days=QUARTER))),
        ("bought~红茶 within 90 days", yes(Bought("红茶", is_part=True, days=QUARTER))),
        ("买过~红茶 近90天", yes(Bought("红茶", is_part=True, days=QUARTER))),
        ("买过~红茶 90天内", yes(Bought("红茶", is_part=True, days=QUARTER))),
        ("bought~红茶 before 2024-01", yes(Bought("红茶", is_part=True, days=Days(last=date(2023, 12, 31))))),
        ("bought~红茶 since 2024-01-05", yes(Bought("红茶", is_part=True, days=Days(first=date(2024, 1, 5))))),
        (
            "bought~红茶 between 2024-01 and 2024-02 and orders>=2 within 1y",
            All(
                (
                    yes(Bought("红茶", is_part=True, days=Days(first=date(2024, 1, 1), last=date(2024, 2, 29)))),
                    Measured(Counted("orders", Days(1, "y")), ">=", 2),
                )
            ),
        ),
        ("orders within 90d >= 2", Measured(Counted("orders", QUARTER), ">=", 2)),
        ("订单数 近3个月 >= 2", Measured(Counted("orders", Days(3, "m")), ">=", 2)),
        ("net within 12w >= 499.90", Measured(Counted("net_spend", Days(12, "w")), ">=", Decimal("499.90"))),
        ("orders within 90d in (2, 3)", AnyOf(tuple(Measured(Counted("orders", QUARTER), "=", n) for n in (2, 3)))),
        ("近90天 买过~红茶", yes(Bought("红茶", is_part=True, days=QUARTER))),
        ("最近90天 orders>=2", Measured(Counted("orders", QUARTER), ">=", 2)),
        ("last 90d bought~红茶", yes(Bought("红茶", is_part=True, days=QUARTER))),
        ("没买过~红茶 近90天", Not(yes(Bought("红茶", is_part=True, days=QUARTER)))),
        ("closed within 3d", Measured(Counted("closed_orders", Days(3)), ">=", 1)),
        ("在 快照:五月", yes(InSnapshot("五月"))),
        ("snapshot:May stage=lost", yes(InSnapshot("May", "stage", "lost"))),
        ("unpaid within 3d", Measured(Counted("unpaid_orders", Days(3)), ">=", 1)),
        ("未付款 近3天", Measured(Counted("unpaid_orders", Days(3)), ">=", 1)),
        ("birthday within 14d", yes(Birthday(14))),
        ("生日 近2周", yes(Birthday(14))),
        (
            "orders not in (0, 1) within 90d",
            Not(AnyOf(tuple(Measured(Counted("orders", QUARTER), "=", number) for number in (0, 1)))),
        ),
        ("in snapshot:May", yes(InSnapshot("May"))),
        ("in 快照：五月 生命周期=沉睡", yes(InSnapshot("五月", "stage", "dormant"))),
        ("in snapshot:May tier in (A, B)", AnyOf(tuple(yes(InSnapshot("May", "tier", tier)) for tier in "AB"))),
    ],
)  # fmt: skip
def test_what_may_be_typed(text, meant):
    assert parse(text) == meant
    assert all(parse(written(meant, language)) == meant for language in LANGUAGES)


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("bought", "where_bought", ""),
        ("bought!=红茶", "where_bought", "!="),
        ("bought~", "where_needs_value", ""),
        ("bought~' '", "where_needs_value", "' '"),
        ("bought in (A,)", "where_needs_value", ")"),
        ("first_bought~A within 3d", "where_no_days", "within"),
        ("age within 3d >= 2", "where_no_days", "within"),
        ("age>=2 within 3d", "where_no_days", "within"),
        ("top_product~A within 3d", "where_no_days", "within"),
        ("orders within 90 >= 2", "where_within", "90"),
        ("orders within 0d >= 2", "where_within", "0d"),
        ("orders within 90q >= 2", "where_within", "90q"),
        ("orders within 999999y >= 2", "where_within", "999999y"),
        ("bought~A before then", "where_day", "then"),
        ("bought~A between 2024-02 and 2024-01", "where_between", "2024-01"),
        ("bought~A between 2024-02 or 2024-01", "where_between", "or"),
        ("birthday within 2y", "where_birthday", "within"),
        ("birthday before 2024-01", "where_birthday", "before"),
        ("in snapshot:", "where_snapshot", ""),
        ("in snapshot:May tier>A", "where_operator", ">"),
        ("in snapshot:May tier=Z", "where_code", "Z"),
        ("orders within 3d is known", "where_needs_operator", "within"),
        ("in snapshot:May risk=high", "where_standing", "risk"),
        ("within 3d first_bought~A", "where_no_days", "first_bought"),
        ("product~A", "where_product", "product"),
        ("商品=A", "where_product", "商品"),
    ],
)
def test_an_error_points_at_its_place(text, code, part):
    with pytest.raises(UsageError) as caught:
        parse(text)
    error = caught.value
    assert error.code == code and text[error.excerpt.start : error.excerpt.end] == part
    assert all(error.message(language) and error.advice(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("上次购买=2024-01-01", "last_purchase_on"),
        ("spent>5", "net_spend"),
        ("宝贝~A", "bought"),
        ("bougt~A", "bought"),
    ],
)
def test_a_word_that_means_an_attribute_names_it(typed, meant):
    with pytest.raises(UsageError) as caught:
        parse(typed)
    assert caught.value.values["nearest"] == meant


TITLES = st.sampled_from([None, "Red tea", "Green tea", "Tea cup", "Red tea，Tea cup"])
LINES = st.lists(
    st.tuples(
        st.sampled_from([None, "Red tea", "Green tea"]), st.sampled_from([None, "R1", "G1"]), st.just(1), st.just(100)
    ),
    max_size=2,
).map(tuple)


def settled(order: Order) -> Order:
    """What was not paid has no money, and no more came back than was paid."""
    if order.status in (1, 5):
        return replace(order, paid=0, back=0)
    return replace(order, back=min(order.back, order.paid))


SOLD = st.builds(
    Order,
    st.sampled_from(["ann", "bob", "cat", None]),
    st.dates(date(2023, 11, 1), LAST),
    st.integers(1, 5000),
    st.just(0) | st.integers(1),
    title=TITLES,
    lines=LINES,
    status=st.sampled_from([1, 2, 4, 5]),
    units=st.integers(1, 3),
).map(settled)
SHOPS = st.lists(SOLD, max_size=7)
SPANS = st.sampled_from([Days(), Days(30), Days(2, "m"), Days(last=date(2023, 12, 31))])
TEXTS = st.sampled_from(["tea", "red tea", "Red tea", "R1", "cup"])
GOODS = st.builds(Bought, TEXTS, st.booleans(), st.booleans(), days=SPANS) | st.builds(
    Bought, TEXTS, st.booleans(), occasion=st.sampled_from(["first", "last"])
)


def theirs(sold, buyer):
    return [order for order in sold if order.buyer == buyer]


def inside(days, day):
    first, last = days.bounds(LAST)
    return first <= day <= last


def is_it(asked, called):
    if called is None:
        return None
    return asked.text.lower() in called.lower() if asked.is_part else asked.text == called


def is_named(asked, title):
    return is_it(asked, title) if asked.is_part else asked.text in title.split("，")


def bought(asked, sold, buyer):
    """True, false, or not known: an order of those days whose goods have no name, and none that is the one."""
    kept = [order for order in theirs(sold, buyer) if order.net() > 0]
    if asked.occasion != "any":
        of = {"first": min, "last": max}[asked.occasion]
        kept = [order for order in kept if order.day == of(each.day for each in kept)]
    answers = []
    for order in (order for order in kept if inside(asked.days, order.day)):
        titled = [title for title, _, _, _ in order.lines if title is not None]
        if asked.is_sku:
            answers += [is_it(asked, sku) for _, sku, _, _ in order.lines] or [None]
        elif titled:
            found = [is_it(asked, title) for title in titled]
            named = order.title is not None and is_named(asked, order.title)
            answers += [None] if named and True not in found else found  # the items do not say all that the order does
        elif order.title is None:
            answers.append(None)
        else:
            answers += (
                [is_it(asked, order.title)]
                if asked.is_part
                else [is_it(asked, each) for each in order.title.split("，")]
            )
    return True if True in answers else None if None in answers else False


def counted(asked, sold, buyer):
    orders = [order for order in theirs(sold, buyer) if inside(asked.days, order.day)]
    kept = [order for order in orders if order.net() > 0]
    states = {"unpaid_orders": (1,), "open_orders": (2, 3), "closed_orders": (5,)}
    if asked.trait in states:
        return sum(order.status in states[asked.trait] for order in orders)
    return {
        "orders": len(kept),
        "purchase_days": len({order.day for order in kept}),
        "units": sum(order.units for order in kept),
        "net_spend": Decimal(sum(order.net() for order in kept)) / 100,
    }[asked.trait]


def audience_of(store):
    return {key for (key,) in store._connection.execute("select customer_key from audience").fetchall()}


def selected(sold, predicate):
    with shop([Order(None, LAST, 100), *sold]) as store:
        try:
            choose(store, written(predicate), None)
        except NotEnoughError as error:
            assert error.code.startswith("audience_" if any(order.buyer for order in sold) else "no_buyers")
            return set()
        return audience_of(store)


@examples(60)
@given(SHOPS, GOODS)
def test_goods_of_the_past(sold, asked):
    keys = keyed([Order(None, LAST, 100), *sold])
    found = {buyer: bought(asked, sold, buyer) for buyer in keys}
    assert selected(sold, yes(asked)) == {keys[buyer] for buyer, answer in found.items() if answer is True}
    assert selected(sold, Not(yes(asked))) == {keys[buyer] for buyer, answer in found.items() if answer is False}


@examples(40)
@given(
    SHOPS,
    st.sampled_from(["orders", "purchase_days", "units", "net_spend", "unpaid_orders", "open_orders", "closed_orders"]),
    st.sampled_from([Days(30), Days(2, "m"), Days(5, "w"), Days(last=date(2024, 1, 31)), Days(first=date(2024, 2, 1))]),
    st.sampled_from(["=", "!=", "<", ">="]),
    st.integers(0, 3),
)
def test_counts_over_days(sold, trait, days, sign, number):
    keys = keyed([Order(None, LAST, 100), *sold])
    value = Decimal(number * 10) if trait == "net_spend" else number
    compare = {"=": value.__eq__, "!=": value.__ne__, "<": value.__gt__, ">=": value.__le__}[sign]
    expected = {key for buyer, key in keys.items() if compare(counted(Counted(trait, days), sold, buyer))}
    assert selected(sold, Measured(Counted(trait, days), sign, value)) == expected


def test_ninety_days_are_the_day_and_the_eighty_nine_before():
    assert Days(90).bounds(LAST) == (LAST - timedelta(days=89), LAST)
    assert Days(1, "m").bounds(LAST) == (date(2024, 3, 1), LAST)
    assert Days(last=date(2025, 1, 1)).bounds(LAST)[1] == LAST


def test_closed_lines_of_an_order_were_not_bought():
    sold = [Order("ann", LAST, 500, lines=(("Red tea", "R1", 1, 500), ("Green tea", "G1", 1, 0)))]
    with shop(sold) as store:
        store._connection.execute("update kept.order_lines set status = 5 where title = 'Green tea'")
        assert choose(store, "bought~red", None).customers == 1
        for condition in ("bought~green", "bought_sku=G1"):
            with pytest.raises(NotEnoughError):
                choose(store, condition, None)


def test_an_order_all_of_whose_lines_are_closed_counts_by_its_own_title():
    """It was kept: the lines are of another day than the order."""
    sold = [Order("ann", LAST, 500, title="Red tea", lines=(("Red tea", "R1", 1, 500),))]
    with shop(sold) as store:
        store._connection.execute("update kept.order_lines set status = 5")
        assert choose(store, "bought~red", None).customers == 1


def test_titles_that_were_bought_are_named():
    sold = [Order("ann", LAST, 500, title="Red tea of spring"), Order("bob", LAST, 500, title="Cup")]
    with shop(sold) as store, pytest.raises(NotEnoughError) as caught:
        choose(store, "bought='Red tea of sprin'", None)
    assert caught.value.values["there"] == "Red tea of spring ..."


def test_letters_are_compared_as_attributes_compare_them():
    """Greek and Turkish letters have two small forms; either way of typing finds the title."""
    sold = [Order("ann", LAST, 500, title="ΟΔΟΣ"), Order("bob", LAST, 500, title="İstanbul tea")]
    with shop(sold) as store:
        for text in ("ΟΔΟΣ", "İstanbul"):
            assert (
                choose(store, f"bought~{text}", None).customers == choose(store, f"top_product~{text}", None).customers
            )


def test_a_closed_line_without_a_code_hides_nothing():
    sold = [Order("ann", LAST, 500, lines=(("Tea", "T1", 1, 500), ("Cup", None, 1, 0)))]
    with shop(sold) as store:
        store._connection.execute("update kept.order_lines set status = 5 where title = 'Cup'")
        assert choose(store, "not bought_sku=C1", None).customers == 1


def test_birthdays():
    """As of 27 February of a common year; the 29th is kept on the 28th, and who has no birthday is not known."""
    people = [Person("ann", birthday=date(1992, 2, 29)), Person("bob", birthday=date(1990, 3, 2)), Person("cat")]
    day = date(2023, 2, 27)
    sold = [Order(person.nick, day, 100) for person in people]
    keys = keyed(sold, people)
    with shop(sold, people=people) as store:
        found = {}
        for condition in ("birthday within 2d", "birthday within 4d", "not birthday within 2d"):
            choose(store, condition, day)
            found[condition] = {
                key for (key,) in store._connection.execute("select customer_key from audience").fetchall()
            }
    assert found == {
        "birthday within 2d": {keys["ann"]},
        "birthday within 4d": {keys["ann"], keys["bob"]},
        "not birthday within 2d": {keys["bob"]},
    }


def test_snapshots(tmp_path):
    """Who stood where then, whatever they are today; who came later stood nowhere."""
    keep(tmp_path / "shop.duckdb", FEW)
    crmkit.snapshot(tmp_path / "shop.duckdb", "may", as_of=date(2024, 5, 31))
    with crmkit.open(tmp_path / "shop.duckdb") as store:
        counts = {
            tier: crmkit.profile(store, where=condition).facts["audience_customers"]
            for tier, condition in {
                "all": "in snapshot:may",
                "A": "in snapshot:may tier=A",
                "others": "in snapshot:may tier in (B, C)",
                "later": "not in snapshot:may",
            }.items()
        }
        assert counts == {"all": 2, "A": 1, "others": 1, "later": len(KEYS) - 2}
        with pytest.raises(UsageError) as caught:
            crmkit.tiers(store, where="in snapshot:my")
    assert (caught.value.code, caught.value.values["nearest"]) == ("snapshot_unknown", "may")
