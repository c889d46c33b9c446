"""What is known of each customer, a second time, in plain Python from the till."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, time, timedelta
from fractions import Fraction

from tests.analyses.test_properties import GRID, fifths
from tests.analyses.till import Order, Person
from tests.customers.rhythms.rhythms_by_hand import by_hand as rhythms

Known = Mapping[str, object]
BANDS = ("night", "morning", "afternoon", "evening")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SALES = [
    *((f"{year}-{first}", f"{year}-{last}") for year in range(2021, 2025) for first, last in (
        ("03-01", "03-08"), ("06-01", "06-20"), ("10-20", "11-11"), ("12-12", "12-12"),
    )),
    *(("2022-01-04", "2022-01-31"), ("2022-12-25", "2023-01-21"), ("2024-01-13", "2024-02-09")),
]  # fmt: skip
"""Big sales of 2022 to 2024, looked up in a calendar: the four weeks before 1 Feb 2022, 22 Jan 2023, 10 Feb 2024."""


def traits(
    orders: Sequence[Order],
    end: date,
    people: Sequence[Person] = (),
    words: Callable[[str], str | None] = lambda _: None,
) -> dict[str, Known]:
    """Everything known of everybody on the day ``end``; ``words`` gives the category word of a title."""
    known = {order.buyer for order in orders if order.buyer is not None and order.day <= end}
    bought: dict[str, list[Order]] = defaultdict(list)
    for order in orders:
        if order.buyer is not None and order.day <= end and order.counts:
            bought[order.buyer].append(order)
    stages, standings = _stages(orders, bought, end), _standings(bought, end)
    found = {}
    for name in sorted(known | {person.nick for person in people}):
        own = bought.get(name, [])
        given = next((person for person in people if person.nick == name), Person(name))
        found[name] = {
            **_bought(own, end),
            **stages.get(name, {"stage": "never"}),
            **_place(own, given),
            **_goods(own, words),
            **_habits(own),
            **_discounts(own),
            **_after_sales([order for order in orders if order.buyer == name and order.day <= end], orders),
            **standings.get(name, {}),
            "gender": given.gender,
            "member_level": given.level,
            "age": _age(given.birthday, end),
            "birthday": None if given.birthday is None else f"{given.birthday:%m-%d}",
        }
    return found


def _bought(own: Iterable[Order], end: date) -> Known:
    own = list(own)
    days, fen = sorted({order.day for order in own}), sum(order.net() for order in own)
    counts = {
        "purchase_days": len(days),
        "purchase_days_365": sum(end - timedelta(days=364) <= day for day in days),
        "orders": len(own),
        "units": sum(1 if order.units is None else order.units for order in own),
        "net_spend": fen,
    }
    if not own:
        return counts
    mean, rest = divmod(fen, len(days))
    return counts | {
        "first_purchase_on": days[0],
        "last_purchase_on": days[-1],
        "recency_days": (end - days[-1]).days,
        "tenure_days": (end - days[0]).days,
        "avg_basket": mean + (2 * rest >= len(days)),
        "is_repeat": len(days) > 1,
    }


def _stages(orders: Sequence[Order], bought: Mapping[str, list[Order]], end: date) -> dict[str, Known]:
    whole, rows = rhythms(orders, end)
    found = {}
    for name in bought:
        last, days, gaps, median, low, high, rhythm, _ = rows[name]
        late = Fraction((end - last).days, rhythm)
        if late < Fraction(3, 4):
            stage = "new" if days == 1 else "active"
        elif late <= Fraction(5, 4):
            stage = "due"
        elif late <= Fraction(whole.most_days, whole.median_days):
            stage = "overdue"
        else:
            stage = "dormant" if late <= Fraction(whole.nearly_all_days, whole.median_days) else "lost"
        spread = high - low if gaps and high is not None and low is not None else None
        expected = last + timedelta(days=rhythm)
        found[name] = {"median_gap": median, "gap_iqr": spread, "rhythm_days": rhythm, "next_expected_on": expected}
        found[name] |= {"stage": stage}
    return found


def _place(own: list[Order], given: Person) -> Known:
    placed = [order for order in own if order.province or order.city]
    if not placed:
        return {"province": given.province, "city": given.city}
    last = max(placed, key=lambda order: (order.day, order.at, order.province or "", order.city or ""))
    return {"province": last.province, "city": last.city}


def _goods(own: list[Order], words: Callable[[str], str | None]) -> Known:
    money: Counter[str] = Counter()
    for order in own:
        if not order.lines and order.title is not None:
            money[order.title] += order.net()
        for title, fen in _shared(order):
            if fen > 0:
                money[title] += fen
    if not money:
        return {}
    kinds: Counter[str] = Counter()
    for title, fen in money.items():
        if (word := words(title)) is not None:
            kinds[word] += fen
    best = min(money, key=lambda title: (-money[title], title))
    kind = min(kinds, key=lambda word: (-kinds[word], word)) if kinds else None
    share = Fraction(kinds[kind], kinds.total()) if kind is not None and kinds.total() else None
    return {
        "top_product": best,
        "products": len(money),
        "category": kind,
        "categories": len(kinds),
        "category_share": share,
    }


def _shared(order: Order) -> list[tuple[str, int]]:
    """What was kept of each line: in proportion to what was paid for it, to the fen by largest remainders."""
    whole = sum(fen for *_, fen in order.lines)
    if not whole:
        return []
    parts = [divmod(order.net() * fen, whole) for *_, fen in order.lines]
    left = order.net() - sum(fen for fen, _ in parts)
    first = sorted(range(len(parts)), key=lambda place: (-parts[place][1], place))[:left]
    return [(line[0], parts[place][0] + (place in first)) for place, line in enumerate(order.lines)]


def _habits(own: list[Order]) -> Known:
    if not own:
        return {}
    bands = [order.at.hour // 6 for order in own if order.at != time(0)]
    weekdays, channels = [order.day.weekday() for order in own], [order.channel for order in own if order.channel]
    return {
        "hour_band": None if not bands else BANDS[_most(bands)],
        "weekday": WEEKDAYS[_most(weekdays)],
        "channel": _most(channels) if channels else None,
    }


def _most(values: Sequence) -> object:  # type: ignore[type-arg]
    """The most frequent, of equals the least."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _discounts(own: list[Order]) -> Known:
    if not own:
        return {}
    listed = paid = 0
    for order in own:
        if order.back or not order.lines or not order.prices or not all(order.prices):
            continue
        pairs = zip(order.lines, order.prices, strict=True)
        total = sum((price or 0) * line[2] for line, price in pairs)
        listed, paid = listed + total, paid + min(order.net(), total)
    on_sale = sum(any(first <= order.day.isoformat() <= last for first, last in SALES) for order in own)
    return {
        "discount_share": Fraction(listed - paid, listed) if listed else None,
        "sale_day_share": Fraction(on_sale, len(own)),
    }


def _after_sales(own: list[Order], everybody: Sequence[Order]) -> Known:
    log_has_refunds = any(order.is_log and order.back for order in everybody)
    given = [order for order in own if not order.is_log or log_has_refunds]
    if not given:
        return {}
    paid = [order for order in given if order.paid or order.status == 6]
    returned = [order for order in paid if order.back or order.status == 6]
    money = sum(order.paid for order in given)
    found: dict[str, object] = {
        "refund_orders": len(returned),
        "refund_share": Fraction(sum(order.back for order in given), money) if money else None,
        "refund_order_share": Fraction(len(returned), len(paid)) if paid else None,
    }
    states = [order.status for order in given if not order.is_log]
    if states:
        found["unpaid_orders"] = states.count(1)
        found["open_orders"] = states.count(2) + states.count(3)
        found["closed_orders"] = states.count(5)
    return found


def _standings(bought: Mapping[str, list[Order]], end: date) -> dict[str, Known]:
    if not bought:
        return {}
    days = {name: {order.day for order in own} for name, own in bought.items()}
    money = {name: sum(order.net() for order in own) for name, own in bought.items()}
    recency, monetary = fifths({name: max(own) for name, own in days.items()}), fifths(money)
    frequency = fifths({name: len(own) for name, own in days.items()})
    if sum(len(own) == 1 for own in days.values()) * 10 > 4 * len(days):
        frequency = {name: (1, 2, 3, 4, 4)[len(own) - 1] if len(own) < 6 else 5 for name, own in days.items()}
    spent = sorted(money.values(), reverse=True)
    tiers = {}
    for amount in set(spent):
        equal = [place for place, other in enumerate(spent) if other == amount]
        ahead = Fraction(sum(spent[: equal[(len(equal) - 1) // 2]]), sum(spent)) if sum(spent) else Fraction(0)
        tiers[amount] = "A" if ahead < Fraction(8, 10) else "B" if ahead < Fraction(95, 100) else "C"
    return {
        name: {
            "rfm_cell": f"{recency[name]}{frequency[name]}{monetary[name]}",
            "segment": GRID[recency[name]].split()[frequency[name] - 1],
            "tier": tiers[money[name]],
        }
        for name in bought
    }


def _age(birthday: date | None, end: date) -> int | None:
    if birthday is None or birthday > end or birthday.year < 1900:
        return None
    return end.year - birthday.year - ((end.month, end.day) < (birthday.month, birthday.day))
