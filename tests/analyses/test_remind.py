"""Reminders: shops to check by hand, and the whole answer a second time in plain Python."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.shops import Shop
from tests.analyses.till import FIRST, Order, busy, keyed, shop
from tests.customers.rhythms.rhythms_by_hand import by_hand, days_of, least
from tests.depth import examples

from crmkit.analyses.remind.remind import remind
from crmkit.errors import NotEnoughError, UsageError
from crmkit.result import Result

few = examples(8)
fewer = examples(4)
seeds = st.integers(0, 10**6)
LAST = FIRST + timedelta(days=799)


def table(result: Result, part: str | None = None) -> list[dict[str, object]]:
    by_buyer = result if part is None else result.parts[part]
    return [dict(zip(by_buyer.columns, record, strict=True)) for record in by_buyer.records]


def codes(result: Result) -> set[str]:
    return {note.code for note in result.notes}


# --- the same in plain Python ---


@dataclass(frozen=True)
class Person:
    """When a buyer is expected: product, last day, days to the start, the middle and the end of the range."""

    product: str | None
    last: date
    low: int
    cycle: int
    high: int
    basis: str

    def late(self, end: date) -> int:
        return (end - self.last).days - self.cycle

    def timing(self, end: date, days: int) -> str:
        late = self.late(end)
        if late < 0:
            return "due_soon" if -late <= days else "not_due"
        return "just_late" if late < self.cycle else "long_overdue"


def baskets_of(orders: Sequence[Order], end: date) -> dict[tuple[str, date], dict[str, int]]:
    """Fen by title of every buyer's days."""
    found: dict[tuple[str, date], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for order in orders:
        if order.buyer is not None and order.net() > 0 and order.title is not None and order.day <= end:
            found[order.buyer, order.day][order.title] += order.net()
    return found


def cycles_of(baskets: dict[tuple[str, date], dict[str, int]]) -> dict[str, tuple[int, int, int]]:
    """Quartiles of the intervals of products that have 30."""
    bought: dict[tuple[str, str], list[date]] = defaultdict(list)
    for (buyer, day), titles in sorted(baskets.items()):
        for title in titles:
            bought[buyer, title].append(day)
    gaps: dict[str, list[int]] = defaultdict(list)
    for (_, title), days in bought.items():
        gaps[title] += [(then - day).days for day, then in pairwise(days)]
    return {title: tuple(least(own, p) for p in (25, 50, 75)) for title, own in gaps.items() if len(own) >= 30}  # type: ignore[misc]


def people(orders: Sequence[Order], end: date) -> dict[str, Person]:
    whole, rhythms = by_hand(orders, end)
    baskets = baskets_of(orders, end)
    cycles = cycles_of(baskets)
    found = {}
    for buyer, (last, _, _, _, low, high, rhythm, is_own) in rhythms.items():
        titles = baskets.get((buyer, last), {})
        product = min(titles, key=lambda title: (-titles[title], title), default=None)
        if is_own:
            basis, three = "own", (low, rhythm, high)
        elif product in cycles:
            basis, three = "product", cycles[product]
        else:
            basis, three = "shop", (whole.low_days, whole.median_days, whole.high_days)
        start = max(1, min(three[0], three[1] - 1))  # type: ignore[type-var]
        found[buyer] = Person(product, last, start, three[1], max(three[2], three[1] + 1), basis)  # type: ignore[type-var]
    return found


def expected_rows(orders: Sequence[Order], end: date, days: int) -> list[tuple[object, ...]]:
    """The list without its reasons."""
    by_buyer, keys = people(orders, end), keyed(orders)
    spent = {
        buyer: sum(order.net() for order in orders if order.buyer == buyer and order.day <= end) for buyer in by_buyer
    }
    named = [buyer for buyer, own in by_buyer.items() if own.timing(end, days) in ("due_soon", "just_late")]
    named.sort(
        key=lambda buyer: (
            by_buyer[buyer].basis != "own",
            abs(by_buyer[buyer].late(end)),
            -spent[buyer],
            keys[buyer],
        )
    )
    rows = []
    for buyer in named:
        own = by_buyer[buyer]
        reach = [own.last + timedelta(days=step) for step in (own.low, own.high, own.cycle)]
        late = own.late(end) if own.late(end) >= 0 else None
        rows.append((buyer, own.product, own.last, *reach, late, own.basis, own.cycle, Decimal(spent[buyer]) / 100))
    return rows


def latest_hits(last: dict[str, date], came: set[str], wanted: int) -> float:
    """Who came of as many who bought last; on the day that is not wanted whole everybody counts in part."""
    if not wanted:
        return 0
    edge = sorted(last.values(), reverse=True)[wanted - 1]
    later = [buyer for buyer, day in last.items() if day > edge]
    level = [buyer for buyer, day in last.items() if day == edge]
    part = (wanted - len(later)) / len(level)
    return len(came & set(later)) + part * len(came & set(level))


@few
@given(seeds, st.sampled_from([1, 5, 40, 150]), st.integers(0, 300), st.sampled_from([1, 14, 60, 365]))
def test_every_row_of_the_list(seed: int, buyers: int, early: int, days: int) -> None:
    orders, end = busy(seed, buyers), LAST - timedelta(days=early)
    if not days_of(orders, end):
        return
    result = remind(shop(orders), days=days, as_of=end, detail=True)
    expected = expected_rows(orders, end, days)
    assert [record[:-1] for record in result.records] == expected
    timings = [own.timing(end, days) for own in people(orders, end).values()]
    facts = result.facts
    assert (facts["customers"], facts["to_remind"]) == (len(timings), len(expected))
    assert (facts["not_due"], facts["long_overdue"]) == (timings.count("not_due"), timings.count("long_overdue"))

    summary = remind(shop(orders), days=days, as_of=end, top=3)
    listed = summary.parts["remind_list"].records if expected else []
    assert [record[:-1] for record in listed] == expected[:3]
    for row in table(summary):
        own = [line for line in expected if line[7] == row["basis"]]
        own = [line for line in own if (line[6] is None) == (row["timing"] == "due_soon")]
        assert (row["customers"], row["net_spend"]) == (len(own), sum(line[9] for line in own))  # type: ignore[misc]
        assert row["customer_share"] == pytest.approx(Decimal(len(own)) / len(expected), abs=Decimal("1.1e-6"))
    assert sum(row["customers"] for row in table(summary)) == len(expected)  # type: ignore[misc]


@fewer
@given(seeds)
def test_products_with_a_cycle(seed: int) -> None:
    orders = busy(seed, 400)
    result = remind(shop(orders), days=30, detail=True)
    assert [record[:-1] for record in result.records] == expected_rows(orders, LAST, 30)
    assert {"product", "own"} <= {record[7] for record in result.records}


@few
@given(seeds, st.sampled_from([40, 150]), st.sampled_from([7, 30, 90]), st.integers(0, 400))
def test_the_backtest_saw_nothing_of_what_followed(seed: int, buyers: int, days: int, early: int) -> None:
    orders, end = busy(seed, buyers), LAST - timedelta(days=early)
    result = remind(shop(orders), days=days, as_of=end)
    begins = min(order.day for order in orders)
    cutoffs = [end - timedelta(days=days * step) for step in range(1, 7)]
    cutoffs = [day for day in cutoffs if day - timedelta(days=days) >= begins]
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    latest: dict[str, float] = defaultdict(float)
    by_day: list[tuple[object, ...]] = []
    for day in cutoffs:
        until = day + timedelta(days=days)
        came = {buyer for buyer, own in days_of(orders, until).items() if own[-1] > day}
        before = [order for order in orders if order.day <= day]
        by_buyer = people(before, day)
        own_day = [0, 0, 0, 0]
        for buyer, own in by_buyer.items():
            place = 0 if own.timing(day, days) in ("due_soon", "just_late") else 2
            for count in (counts["all_bases"], counts[own.basis], own_day):
                count[place] += 1
                count[place + 1] += buyer in came
        by_day.append((day, until, len(by_buyer), *own_day[:2]))
        for basis in ("all_bases", "own", "product", "shop"):
            some = {buyer: own for buyer, own in by_buyer.items() if basis in ("all_bases", own.basis)}
            wanted = sum(own.timing(day, days) in ("due_soon", "just_late") for own in some.values())
            latest[basis] += latest_hits({buyer: own.last for buyer, own in some.items()}, came, wanted)
    if not cutoffs:
        assert "remind_untested" in codes(result)
        return
    assert [record[:5] for record in result.parts["remind_cutoffs"].records] == by_day
    rows = table(result, "remind_backtest")
    assert {row["basis"] for row in rows} == {basis for basis, count in counts.items() if sum(count)}
    for row in rows:
        named, hits, others, others_came = counts[str(row["basis"])]
        assert (row["tested_customers"], row["to_remind"], row["hits"]) == (named + others, named, hits)
        for name, part, whole in (("hit_rate", hits, named), ("rest_hit_rate", others_came, others)):
            assert (row[name] is None) == (whole < 30)
            assert row[name] is None or float(row[name]) == pytest.approx(part / whole, abs=1e-6)  # type: ignore[arg-type]
        if row["most_recent_hit_rate"] is not None:
            assert float(row["most_recent_hit_rate"]) == pytest.approx(latest[str(row["basis"])] / named, abs=1e-6)  # type: ignore[arg-type]
        if row["ratio_to_average"] is not None:
            usual = (hits / named) / ((hits + others_came) / (named + others))
            assert float(row["ratio_to_average"]) == pytest.approx(usual, abs=0.0051)  # type: ignore[arg-type]


@fewer
@given(seeds, st.randoms(use_true_random=False), st.booleans())
def test_row_order_changes_nothing(seed: int, chance: random.Random, detail: bool) -> None:
    orders = busy(seed, 100)
    one = remind(shop(orders), detail=detail)
    assert one == remind(shop(chance.sample(orders, len(orders)), keyed(orders)), detail=detail)


def test_a_condition_chooses_who_is_named_and_nothing_else() -> None:
    orders = busy(4, 150)
    condition = "purchase_days>=3"
    whole, some = (remind(shop(orders), detail=True, where=where) for where in (None, condition))
    often = {buyer for buyer, days in days_of(orders, LAST).items() if len(days) >= 3}
    assert list(some.records) == [record for record in whole.records if record[0] in often]
    assert 0 < len(some.records) < len(whole.records)
    assert (some.facts["customers"], some.facts["to_remind"]) == (len(often), len(some.records))
    assert some.parts == whole.parts  # the backtest is that of the whole shop
    assert some.params["where"] == condition
    summary = remind(shop(orders), where=condition)
    assert sum(row["customers"] for row in table(summary)) == len(some.records)  # type: ignore[misc]
    with pytest.raises(NotEnoughError):
        remind(shop(orders), where="purchase_days>=300")


# --- figures from outside ---


def test_cdnow(cdnow: Shop) -> None:
    """One music shop of 1997: the rule beats the others by far, and the latest buyers beat the rule a little."""
    sold = [Order(buyer, day, max(int(net * 100), 1)) for buyer, day, net in cdnow.orders]
    keys = {buyer: place for place, buyer in enumerate(sorted({order.buyer or "" for order in sold}))}
    result = remind(shop(sold, keys), days=30)
    rows = {row["basis"]: row for row in table(result, "remind_backtest")}
    assert set(rows) == {"all_bases", "own", "shop"}
    assert rows["all_bases"]["tested_customers"] == 6 * 23570
    assert 0.2 < rows["all_bases"]["hit_rate"] < 0.35  # type: ignore[operator]
    assert rows["all_bases"]["hit_rate"] > 3 * rows["all_bases"]["rest_hit_rate"]  # type: ignore[operator]
    assert rows["own"]["hit_rate"] > rows["shop"]["hit_rate"]  # type: ignore[operator]
    assert rows["all_bases"]["most_recent_hit_rate"] > rows["all_bases"]["hit_rate"]  # type: ignore[operator]
    assert {"remind_better", "remind_latest"} <= codes(result)


# --- shops to check by hand ---

END = date(2024, 6, 30)


def visits(buyer: str, *ago: int, title: str | None = None, fen: int = 1000) -> list[Order]:
    return [Order(buyer, END - timedelta(days=days), fen, title=title) for days in ago]


def paced(buyers: int, title: str = "tea") -> list[Order]:
    """Buyers who came twice, 40 days apart, long ago."""
    return [order for number in range(buyers) for order in visits(f"p{number:02}", 500, 460, title=title)]


def test_own_rhythm_product_cycle_shop_rhythm() -> None:
    orders = [
        *paced(31),
        *[order for number in range(40) for order in visits(f"q{number:02}", 520, 500)],  # the shop's median: 20 days
        *visits("ann", 85, 65, 45, 25),  # every 20 days: 5 days late
        *visits("bob", 35, title="tea"),  # tea is bought again after 40 days: due in 5
        *visits("cat", 10, title="cup"),  # nothing is known of cups: the shop's 20 days, due in 10
        *visits("dan", 25, title="cup"),  # late by 5
        *visits("eve", 1, title="tea"),  # due in 39 days
        *visits("fay", 40),  # late by the whole cycle
        Order(None, END, 100),
    ]
    result = remind(shop(orders), detail=True)
    rows = {row["customer"]: row for row in table(result)}
    assert (next(iter(rows)), list(rows)[-1]) == ("ann", "cat")  # bob and dan are as near and have spent the same
    by_buyer = {name: (row["basis"], row["days_late"], row["expected_on"]) for name, row in rows.items()}
    assert by_buyer == {
        "ann": ("own", 5, date(2024, 6, 25)),
        "bob": ("product", None, date(2024, 7, 5)),
        "cat": ("shop", None, date(2024, 7, 10)),
        "dan": ("shop", 5, date(2024, 6, 25)),
    }
    # equal gaps are no day either: the range has the days beside it
    assert (rows["ann"]["expected_from"], rows["ann"]["expected_to"]) == (date(2024, 6, 24), date(2024, 6, 26))
    assert (rows["dan"]["expected_from"], rows["dan"]["expected_to"]) == (date(2024, 6, 24), date(2024, 7, 15))
    assert rows["bob"]["remind_reason"] == "customers buy this product again after about 40 days (31 gaps)"
    assert rows["ann"]["remind_reason"] == "buys about every 20 days (4 purchase days)"
    assert (result.facts["not_due"], result.facts["long_overdue"]) == (1, 72)
    zh = {row["customer"]: row["remind_reason"] for row in table(remind(shop(orders), detail=True, language="zh"))}
    assert zh["cat"] == "自己的间隔不足，按全店约 20 天复购"


def test_own_rhythms_first_then_the_nearest_day_then_the_bigger_spender() -> None:
    orders = [
        *[order for number in range(40) for order in visits(f"q{number:02}", 520, 500)],
        *visits("ann", 15, fen=100),  # due in 5
        *visits("bob", 25, fen=300),  # 5 days late
        *visits("cat", 18, fen=50),  # due in 2
        *visits("dan", 67, 47, 27, fen=10),  # 7 days late, but by an own rhythm
        *visits("eve", 67, 47, 27, fen=20),
        Order(None, END, 100),
    ]
    named = [row["customer"] for row in table(remind(shop(orders)), "remind_list")]
    assert named == ["eve", "dan", "cat", "bob", "ann"]
    assert [row["customer"] for row in table(remind(shop(orders), top=1), "remind_list")] == ["eve"]
    assert not remind(shop(orders), top=0).parts["remind_list"].records


def test_the_product_with_the_most_money_of_the_last_day() -> None:
    lines = (("tea", None, 1, 300), ("cup", None, 2, 700), ("gift", None, 1, 0))
    orders = [Order("ann", END - timedelta(days=89), 1000, title="a bag", lines=lines), Order(None, END, 100)]
    (row,) = table(remind(shop(orders), detail=True))
    assert (row["product"], row["basis"], row["expected_on"]) == ("cup", "shop", date(2024, 7, 1))
    assert row["remind_reason"] == "90 days assumed: too few repeat customers"


def test_money_sent_back_is_no_purchase_and_a_day_is_one() -> None:
    orders = [
        *visits("ann", 100, 60, 20),
        Order("ann", END - timedelta(days=20), 500),
        Order("ann", END - timedelta(days=2), 900, back=900, back_on=END),
        Order(None, END, 100),
    ]
    (row,) = table(remind(shop(orders), days=60, detail=True))
    assert (row["last_purchase_on"], row["net_spend"]) == (END - timedelta(days=20), Decimal("35.00"))


def test_where_no_customer_keeps_a_rhythm_the_note_says_so() -> None:
    """Everybody comes back after a time that says nothing: the rule must not be praised."""
    chance = random.Random(4)
    orders = [Order(None, END, 100)]
    for number in range(300):
        for day in sorted(chance.sample(range(400), 4)):
            orders.append(Order(f"b{number}", END - timedelta(days=day), 1000))
    found = codes(remind(shop(orders), days=14))
    assert "remind_no_better" in found
    assert "remind_better" not in found


def test_a_young_shop_is_untested() -> None:
    orders = [Order(f"c{number}", END - timedelta(days=number % 20), 100) for number in range(60)]
    result = remind(shop(orders))
    assert {"remind_untested", "rhythm_assumed", "remind_no_cycles"} <= codes(result)
    assert "remind_backtest" not in result.parts
    assert result.definition == ("remind",)
    assert "hit_rate" not in result.facts


def test_too_few_to_test() -> None:
    orders = [order for number in range(5) for order in visits(f"c{number}", 200, 100, 50)]
    result = remind(shop([*orders, Order(None, END, 100)]))
    assert "remind_few_tested" in codes(result)
    assert all(row["hit_rate"] is None for row in table(result, "remind_backtest"))


@pytest.mark.parametrize("detail", [False, True])
def test_one_order_and_one_day(detail: bool) -> None:
    one = remind(shop(visits("ann", 0)), detail=detail)
    assert (one.facts["customers"], one.facts["not_due"], len(one.records)) == (1, 1, 0)
    assert "remind_nobody" in codes(one)
    day = remind(shop([order for number in range(50) for order in visits(f"c{number}", 0)]), days=90, detail=detail)
    assert day.facts["to_remind"] == 50
    assert {"all_one_time", "remind_untested"} <= codes(day)


def test_twenty_years() -> None:
    orders = [Order(f"c{n}", date(2004, 1, 1) + timedelta(days=n * 73), 100) for n in range(100)]
    orders += [Order(order.buyer, order.day + timedelta(days=365), 100) for order in orders[:90]]
    result = remind(shop(orders), days=365, detail=True)
    assert result.facts["shop_rhythm_days"] == 365
    assert {row["basis"] for row in table(result)} == {"shop"}
    assert all(row["expected_from"] < row["expected_on"] < row["expected_to"] for row in table(result))  # type: ignore[operator]


def test_no_customers() -> None:
    for orders, code in (
        ([Order("ann", END, 500, back=500)], "no_purchases_at_all"),
        ([Order(None, END, 500)], "no_buyers"),
        ([], "no_orders"),
    ):
        with pytest.raises(NotEnoughError) as error:
            remind(shop(orders))
        assert error.value.code == code


def test_a_day_far_beyond_the_data_is_tried_within_it() -> None:
    orders = busy(3, 150)
    late = remind(shop(orders), as_of=date(9999, 12, 31), days=30)
    assert late.parts["remind_cutoffs"].records == remind(shop(orders), days=30).parts["remind_cutoffs"].records
    assert "as_of_beyond_data" in codes(late)


def test_arguments_that_mean_nothing() -> None:
    store = shop(visits("ann", 0))
    for wrong in ({"days": 0}, {"days": 366}, {"top": -1}):
        with pytest.raises(UsageError):
            remind(store, **wrong)


@pytest.mark.parametrize("seed", range(4))
def test_a_reason_names_two_paces_and_the_day_between_them(seed: int) -> None:
    """The own pace and the shop's make the day together: it cannot lie outside both."""
    reasons = [row["remind_reason"] for row in table(remind(shop(busy(seed)), detail=True)) if row["basis"] == "own"]
    found = [re.search(r"about every (\d+) days? .* after (\d+) days \(shop rhythm: (\d+)", text) for text in reasons]
    paces = [tuple(map(int, one.groups())) for one in found if one is not None]
    assert paces and all(min(own, whole) <= day <= max(own, whole) for own, day, whole in paces)
