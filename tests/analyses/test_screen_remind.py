"""What a screen of reminders says: how many are due, how many late, and whom to write to first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from tests.analyses.screens import require_fitting, said, shown
from tests.analyses.till import Order, busy, shop

from crmkit.analyses.remind.remind import remind
from crmkit.analyses.remind.screen import on_screen
from crmkit.result import Result

END = date(2024, 6, 30)
TODAY = Order(None, END, 100)


def visits(buyer: str, *ago: int, fen: int = 1000, title: str | None = None) -> list[Order]:
    return [Order(buyer, END - timedelta(days=days), fen, title=title) for days in ago]


PACE = [order for number in range(40) for order in visits(f"q{number:02}", 520, 500)]
"""Buyers long gone, who make 20 days the rhythm of the shop."""


def answer(*orders: Order, **options: int) -> Result:
    with shop([*orders, TODAY]) as store:
        return remind(store, **options)  # type: ignore[arg-type]


def paced(*orders: Order) -> Result:
    return answer(*PACE, *orders)


def soon(buyer: str) -> list[Order]:
    """Comes every 20 days, due in 5."""
    return visits(buyer, 75, 55, 35, 15)


def late(buyer: str) -> list[Order]:
    """Comes every 20 days, 5 days late."""
    return visits(buyer, 85, 65, 45, 25)


def test_nobody_is_due() -> None:
    nobody = answer(*visits("ann", 1))
    assert said(nobody) == ["No customer to remind by 14 Jul 2024; 1 is expected later."]
    assert said(nobody, "zh") == ["2024 年 7 月 14 日前没有该提醒的客户，之后还有 1 位到期。"]
    gone = answer(*visits("ann", 400))
    assert said(gone) == ["No customer to remind by 14 Jul 2024."]
    assert said(gone, "zh") == ["2024 年 7 月 14 日前没有该提醒的客户。"]
    assert gone.screen is not None and gone.screen.blocks == ()
    assert "1 is too late for a reminder" in " ".join(shown(gone).split())
    assert "later still" not in shown(nobody)
    two = answer(*visits("ann", 1), *visits("bob", 1))
    assert said(two) == ["No customer to remind by 14 Jul 2024; 2 are expected later."]


def test_only_soon_only_late_and_both() -> None:
    assert said(paced(*soon("ann"))) == ["1 customer to remind: due by 14 Jul 2024."]
    assert said(paced(*soon("ann"), *soon("bob"))) == ["2 customers to remind: due by 14 Jul 2024."]
    assert said(paced(*soon("ann")), "zh") == ["该提醒的客户有 1 位，预计购买日在 2024 年 7 月 14 日（含）之前。"]
    assert said(paced(*late("ann"))) == ["1 customer to remind: past the expected day by less than a cycle."]
    assert said(paced(*late("ann"), *late("bob"))) == [
        "2 customers to remind: past the expected day by less than a cycle."
    ]
    assert said(paced(*late("ann")), "zh") == ["该提醒的客户有 1 位，已过预计日、但还不到一个周期。"]
    assert said(paced(*late("ann"), *late("bob")), "zh") == ["该提醒的客户有 2 位，都已过预计日、但还不到一个周期。"]
    both = paced(*soon("ann"), *late("bob"), *late("cat"))
    assert said(both) == [
        "3 customers to remind: 1 is due by 14 Jul 2024, 2 are past the expected day by less than a cycle."
    ]
    assert said(both, "zh") == [
        "该提醒的客户有 3 位：1 位的预计购买日在 2024 年 7 月 14 日（含）之前，2 位已过预计日、但还不到一个周期。"
    ]


def test_own_rhythms_first_where_not_all_have_one() -> None:
    mixed = paced(*soon("ann"), *visits("bob", 15))
    assert said(mixed)[1:] == ["Write first to the 1 with a rhythm of their own."]
    assert said(mixed, "zh")[1:] == ["先联系有自己购买节奏的 1 位。"]
    assert len(said(paced(*soon("ann")))) == 1


def test_the_past_speaks_for_own_rhythms_or_nothing_is_said() -> None:
    """Forty regulars of 20 days and forty who bought once: the regulars come back when they are due."""
    regulars = [order for number in range(40) for order in visits(f"r{number:02}", *range(number % 20, 300, 20))]
    others = [order for number in range(40) for order in visits(f"s{number:02}", 20 + number)]
    told = answer(*regulars, *others, days=5)
    tried = {row[0]: row for row in told.parts["remind_backtest"].records}
    place = told.parts["remind_backtest"].columns.index
    rates = [tried["own"][place(name)] for name in ("hit_rate", "rest_hit_rate")]
    assert rates[0] > rates[1]  # type: ignore[operator]
    values = told.answer[1].values
    assert (told.answer[1].code, values["days"]) == ("remind_own", 5)
    assert (values["rate"], values["others"]) == ((rates[0],), (rates[1],))
    assert said(told)[1].startswith("Write first to the 10 with a rhythm of their own: before, 100% of such customers")
    assert "先联系有自己购买节奏的 10 位：以往这类客户 5 天内有 100% 下单" in said(told, "zh")[1]
    assert "Track record" in shown(told)

    at = (place("hit_rate"), place("rest_hit_rate"))
    swapped = [
        [row[dict(zip(at, at[::-1], strict=True)).get(spot, spot)] for spot in range(len(row))]
        for row in tried.values()
    ]
    worse = replace(told.parts["remind_backtest"], records=[tuple(row) for row in swapped])
    assert len(on_screen(replace(told, parts={**told.parts, "remind_backtest": worse})).answer) == 1
    one_day = on_screen(replace(told, params={"days": 1, "top": 20}))
    assert "bought within 1 day, of those not listed" in said(one_day)[1]


def crowd(**options: int) -> Result:
    with shop(busy(4, 400)) as store:
        return remind(store, days=30, **options)  # type: ignore[arg-type]


def test_the_list_is_short_unless_a_number_was_asked_for() -> None:
    total = int(str(crowd().facts["to_remind"]))
    assert total > 15
    for options, rows, more in (({}, 12, ""), ({"top": 4}, 4, f" --top {total}"), ({"top": 15}, 15, f" --top {total}")):
        text = " ".join(shown(crowd(**options)).split())
        assert (
            f"{rows} of {total} shown, names masked; all with their names: crmkit remind{more} --reveal -o remind.xlsx"
            in text
        )
    assert "shown" not in shown(crowd(top=0))


def test_figures_are_those_of_the_rows_and_own_rhythms_lead_the_list() -> None:
    result = crowd(top=10**6)
    rows = [dict(zip(result.columns, record, strict=True)) for record in result.records]
    values = result.answer[0].values
    part = result.parts["remind_list"]
    late_ones = sum((record[part.columns.index("days_late")] or 0) > 0 for record in part.records)  # type: ignore[operator]
    just_late = sum(row["customers"] for row in rows if row["timing"] == "just_late")  # type: ignore[misc]
    assert (values["due"], values["late"]) == (result.facts["to_remind"], late_ones)
    assert 0 < late_ones < just_late, "some are expected today, and not late"
    assert values["soon"] == values["due"] - late_ones  # type: ignore[operator]
    bases = [record[part.columns.index("basis")] == "own" for record in part.records]
    assert bases == sorted(bases, reverse=True) and len(set(bases)) == 2
    for record in part.records:
        row = dict(zip(part.columns, record, strict=True))
        assert row["expected_on"] == row["last_purchase_on"] + timedelta(days=row["cycle_days"])  # type: ignore[operator, arg-type]


def test_days_are_told_as_people_do() -> None:
    orders = [*visits("ann", 60, 40, 20), *visits("bob", 59, 39, 19), *visits("cat", 62, 42, 22)]
    en, zh = (shown(paced(*orders), language) for language in ("en", "zh"))
    assert [word in en for word in ("today", "in 1 day ", "2 days late")] == [True] * 3
    assert [word in zh for word in ("今天", "还有 1 天", "已过 2 天")] == [True] * 3


def test_the_screens_fit() -> None:
    require_fitting(crowd())
    require_fitting(answer(*visits("ann", 1)))
    require_fitting(answer(*late("一位名字特别特别特别特别长的买家"), *soon("bob")))
    detail = crowd(detail=True)
    assert detail.answer == crowd().answer
    require_fitting(detail)
