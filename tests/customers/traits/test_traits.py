"""What is known of customers: shops to check by hand, and every trait a second time in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.till import FIRST, Order, Person, busy, keyed, shop
from tests.customers.traits.traits_by_hand import traits
from tests.depth import examples

from crmkit.customers.traits.build import build
from crmkit.customers.traits.catalog import TRAITS
from crmkit.store.store import Store

few = examples(10)
WITH_SOURCE = [name for name, trait in TRAITS.items() if trait.source is not None]
WORDS = {"白茶 250g": "白茶", "老白茶饼 礼盒": "白茶", "蘑菇牛肉酱": "牛肉酱", "夏季t恤": "T恤", "福袋": None}
JUNE = date(2024, 6, 30)


def known(
    store: Store, keys: dict[str, int], end: date, names: Sequence[str] = WITH_SOURCE
) -> dict[str, dict[str, object]]:
    """Every trait by customer, those that are not known left out; each customer once in each table."""
    found: dict[str, dict[str, object]] = {}
    by_key = {key: name for name, key in keys.items()}
    for table in build(store, names, end):
        cursor = store._connection.execute(f"select * from {table}")  # noqa: S608
        columns = [column[0] for column in cursor.description]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        assert len({row["customer_key"] for row in rows}) == len(rows), table
        for row in rows:
            own = found.setdefault(by_key[row.pop("customer_key")], {})
            own.update((name, value) for name, value in row.items() if name in names and value is not None)
    return found


def of(orders: Sequence[Order], name: str, end: date = JUNE, people: Sequence[Person] = ()) -> dict[str, object]:
    keys = keyed(orders, people)
    with shop(orders, keys, people) as store:
        return known(store, keys, end)[name]


def same(expected: dict[str, object], truth: dict[str, object]) -> bool:
    """Equal values; rates to the millionth, money in fen."""
    truth = {name: value for name, value in truth.items() if value is not None}
    if set(expected) != set(truth):
        return False
    return all(_same(value, truth[name]) for name, value in expected.items())


def _same(expected: object, truth: object) -> bool:
    if isinstance(truth, Fraction):
        return isinstance(expected, float) and abs(Fraction(expected) - truth) <= Fraction(1, 2 * 10**6) + Fraction(
            1, 10**12
        )
    return (expected * 100 if isinstance(expected, Decimal) else expected) == truth


def varied(random: Random, buyers: int, days: int) -> tuple[list[Order], list[Person]]:
    """Orders of every kind on a few days: ties in days, times, places, channels and money are common."""
    orders = []
    for _ in range(random.randrange(1, 5 * buyers)):
        status = random.choice([4, 4, 4, 4, 1, 2, 3, 5, 6])
        paid = 0 if status in (1, 5) else random.choice([100, 500, 500, 990, 12_345])
        back = paid if status == 6 else random.choice([0, 0, 0, paid // 2, paid]) if status == 4 else 0
        day = FIRST + timedelta(days=random.randrange(days))
        on = day + timedelta(days=random.randrange(40)) if back and random.random() < 0.5 else None
        titles = random.sample(sorted(WORDS), random.choice([0, 0, 1, 2])) if paid else []
        lines = tuple((title, None, random.choice([1, 2]), random.choice([300, 700, 0])) for title in titles)
        is_split = sum(fen for *_, fen in lines) > 0
        province, city = random.choice(
            [("浙江", "杭州市"), ("浙江", None), (None, "杭州市"), ("四川", "成都市"), (None, None)]
        )
        orders.append(
            Order(
                random.choice([*(f"b{number}" for number in range(buyers)), None]),
                *(day, paid, back, on),
                title=random.choice([*WORDS, None]),
                units=random.choice([1, 2, None]),
                province=province,
                city=city,
                lines=lines if is_split else (),
                prices=tuple(random.choice([400, 900, 900, None]) for _ in lines) if is_split else (),
                at=random.choice([time(0), time(0, 30), time(9), time(13), time(23)]),
                channel=random.choice(["手机", "电脑", None]),
                status=status,
                is_log=status == 4 and not lines and random.random() < 0.2,
            )
        )
    tables = [
        Person(f"b{number}", random.choice(["女", None]), random.choice([date(1990, 2, 28), date(1800, 1, 1), None]))
        for number in random.sample(range(buyers + 2), min(buyers, 3))
    ]
    return orders, tables


@few
@given(
    st.integers(0, 10**9),
    st.sampled_from([1, 12, 20]),
    st.sampled_from([3, 60, 700]),
    st.sampled_from([110, 100, 60, 0]),
)
def test_every_trait_of_varied_shops(seed: int, buyers: int, days: int, percent: int) -> None:
    random = Random(seed)
    orders, people = varied(random, buyers, days)
    keys, end = keyed(orders, people), FIRST + timedelta(days=days * percent // 100)
    truth = traits(orders, end, people, WORDS.__getitem__)
    with shop(orders, keys, people) as store:
        expected = known(store, keys, end)
    assert set(expected) == set(truth)
    assert [(name, expected[name], truth[name]) for name in expected if not same(expected[name], truth[name])] == []
    shuffled = random.sample(orders, len(orders))
    if all(not order.lines for order in orders):  # the till numbers orders and lines as they come
        with shop(shuffled, keys, people) as store:
            assert known(store, keys, end) == expected


@few
@given(st.integers(0, 10**6), st.integers(0, 700))
def test_every_trait_of_a_busy_shop_on_any_day(seed: int, early: int) -> None:
    orders = busy(seed)
    keys, end = keyed(orders), FIRST + timedelta(days=799 - early)
    words = {"袜子": "袜子", "围巾": "围巾", "帽子": "帽子", "手套": "手套", "雨伞": "雨伞"}
    truth = traits(orders, end, words=words.__getitem__)
    with shop(orders, keys) as store:
        expected = known(store, keys, end)
    assert set(expected) == set(truth)
    assert [(name, expected[name], truth[name]) for name in expected if not same(expected[name], truth[name])] == []


def test_a_customer_by_hand() -> None:
    """Two orders of one day are one purchase day; 30.05 yuan over two days are 15.03 a day, half a fen up."""
    orders = [
        Order("ann", date(2024, 6, 1), 1000, title="a"),
        Order("ann", date(2024, 6, 1), 500, title="b", units=None),
        Order("ann", date(2024, 6, 11), 1505, title="b", units=3),
    ]
    expected = of(orders, "ann")
    assert (expected["purchase_days"], expected["orders"], expected["units"]) == (2, 3, 5)
    assert (expected["net_spend"], expected["avg_basket"]) == (Decimal("30.05"), Decimal("15.03"))
    assert (expected["recency_days"], expected["tenure_days"], expected["is_repeat"]) == (19, 29, True)
    assert (expected["median_gap"], expected["gap_iqr"], expected["rhythm_days"]) == (10, 0, 90)
    assert (expected["top_product"], expected["products"]) == ("b", 2)


@pytest.mark.parametrize(
    ("recency", "stage"),
    [(0, "new"), (67, "new"), (68, "due"), (112, "due"), (113, "overdue"), (180, "overdue"), (181, "dormant"),
     (365, "dormant"), (366, "lost")],
)  # fmt: skip
def test_stages_of_a_young_shop(recency: int, stage: str) -> None:
    """A rhythm of 90 days, 80 % within 180, 95 % within 365: due between three and five quarters of it."""
    assert of([Order("ann", JUNE - timedelta(days=recency), 100)], "ann")["stage"] == stage


def test_who_came_back_is_active_not_new() -> None:
    assert of([Order("ann", JUNE, 100), Order("ann", date(2024, 6, 1), 100)], "ann")["stage"] == "active"


def test_a_window_of_a_year_ends_on_the_day() -> None:
    orders = [Order("ann", day, 100) for day in (date(2023, 7, 1), date(2023, 7, 2), JUNE)]
    assert of(orders, "ann")["purchase_days_365"] == 2  # from 2 July 2023 to 30 June 2024, a leap year


def test_who_never_bought_and_who_stands_in_a_customer_table_alone() -> None:
    orders = [
        Order("ann", date(2024, 6, 1), 1000),
        Order("bob", date(2024, 6, 2), 0, status=1),
        Order("cat", date(2024, 6, 2), 500, back=500, status=6),
    ]
    people = [Person("dan", "男", date(2000, 7, 1), "VIP", None, "杭州市")]
    nothing = {"purchase_days": 0, "purchase_days_365": 0, "orders": 0, "units": 0, "net_spend": 0, "stage": "never"}
    after = {"refund_orders": 0, "unpaid_orders": 1, "open_orders": 0, "closed_orders": 0}
    assert of(orders, "bob", people=people) == nothing | after
    back = {"refund_orders": 1, "refund_share": 1, "refund_order_share": 1, "unpaid_orders": 0}
    assert of(orders, "cat", people=people) == nothing | back | {"open_orders": 0, "closed_orders": 0}
    table = {"gender": "男", "member_level": "VIP", "age": 23, "birthday": "07-01", "city": "杭州市"}
    assert of(orders, "dan", people=people) == nothing | table


@pytest.mark.parametrize("word", ["未知", "保密"])
def test_who_did_not_say_has_no_gender(word: str) -> None:
    assert "gender" not in of([Order("ann", JUNE, 500)], "ann", people=[Person("ann", word, None, "VIP", None, None)])


def test_no_customer_is_known_before_the_first_order() -> None:
    """Eve's first order is of May: in April she was unknown, and she had not "never bought" either."""
    orders = [Order("ann", date(2024, 3, 1), 100), Order("eve", date(2024, 5, 1), 100)]
    people = [Person("fay")]
    keys = keyed(orders, people)
    with shop(orders, keys, people) as store:
        assert set(known(store, keys, date(2024, 4, 30))) == {"ann", "fay"}
        assert set(known(store, keys, date(2024, 5, 1))) == {"ann", "eve", "fay"}


def test_later_orders_are_not_seen() -> None:
    first = Order("ann", date(2024, 1, 5), 100, title="白茶 250g", province="浙江", channel="手机", at=time(9))
    later = Order("ann", date(2024, 5, 5), 9900, 9900, title="夏季t恤", province="四川", channel="电脑", at=time(23))
    day = date(2024, 5, 4)
    assert of([first, later], "ann", day) == of([first], "ann", day)


def test_of_places_at_one_moment_the_last_by_name() -> None:
    one = Order("ann", date(2024, 6, 1), 100, province="四川", city="成都市")
    other = Order("ann", date(2024, 6, 1), 100, province="浙江", city="杭州市")
    old = Order("ann", date(2024, 5, 1), 900, province="上海", city="上海市")
    table = [Person("ann", province="北京", city="北京市")]
    for orders in ([one, other, old], [old, other, one]):
        expected = of(orders, "ann", people=table)
        assert (expected["province"], expected["city"]) == ("浙江", "杭州市")


def test_of_products_with_equal_money_the_first_by_name() -> None:
    orders = [Order("ann", date(2024, 6, day), 500, title=title) for day, title in ((1, "b"), (2, "a"), (3, "c"))]
    assert of(orders, "ann")["top_product"] == "a"


def test_goods_are_item_lines_where_there_are_any() -> None:
    """Half of an order of two teas came back; its own title names no goods."""
    lines = (("白茶 250g", None, 1, 600), ("蘑菇牛肉酱", None, 1, 300))
    expected = of([Order("ann", JUNE, 900, 450, title="白茶 250g，蘑菇牛肉酱", lines=lines)], "ann")
    assert (expected["top_product"], expected["products"], expected["category"]) == ("白茶 250g", 2, "白茶")
    assert expected["category_share"] == pytest.approx(2 / 3, abs=1e-6)


def test_an_order_of_several_goods_names_none_of_them() -> None:
    alone, several = Order("ann", JUNE, 100, title="白茶"), Order("ann", JUNE, 900, title="红茶，绿茶")
    expected = of([alone, several], "ann")
    assert (expected["top_product"], expected["products"], expected["category"], expected["category_share"]) == (
        "白茶",
        1,
        "白茶",
        1,
    )


def test_titles_of_several_goods_make_no_category() -> None:
    """The seagull stands in one title of goods and in those of three orders, which name no goods: it is no kind."""
    others = ("蓝瓶", "白瓶", "红瓶", "黑碗", "灰盘", "绿灯", "黄椅", "紫床", "银锁")
    orders = [
        Order(f"b{number}", JUNE, 900, title=f"海鸥 {other}", lines=(("海鸥", None, 1, 600), (other, None, 1, 300)))
        for number, other in enumerate(others[:3])
    ]
    orders += [Order("ann", JUNE, 900, title=other) for other in others[3:]]
    assert "category" not in of(orders, "b0")


def test_hours_and_weekdays() -> None:
    """A purchase at midnight sharp has no time of day; of two on Sunday and two on Monday, Monday is first."""
    orders = [
        Order("ann", date(2024, 6, 2), 100, at=time(0)),
        Order("ann", date(2024, 6, 9), 100, at=time(0)),
        Order("ann", date(2024, 6, 3), 100, at=time(23, 59)),
        Order("ann", date(2024, 6, 10), 100, at=time(5, 59)),
        Order("bob", date(2024, 6, 10), 100, at=time(0)),
    ]
    expected = of(orders, "ann")
    assert (expected["weekday"], expected["hour_band"]) == ("mon", "night")
    assert "hour_band" not in of(orders, "bob")
    assert "channel" not in expected


def test_discounts_need_every_list_price_and_no_refund() -> None:
    lines = (("a", None, 2, 700), ("b", None, 1, 200))
    whole = Order("ann", date(2024, 5, 1), 900, lines=lines, prices=(400, 400))
    assert of([whole], "ann")["discount_share"] == 0.25
    assert "discount_share" not in of([Order("ann", date(2024, 5, 1), 900, lines=lines, prices=(400, None))], "ann")
    assert "discount_share" not in of([Order("ann", date(2024, 5, 1), 900, 1, lines=lines, prices=(400, 400))], "ann")
    dearer = Order("ann", date(2024, 5, 1), 1300, lines=lines, prices=(400, 400))  # with postage
    assert of([dearer], "ann")["discount_share"] == 0


def test_big_sale_days() -> None:
    days = (date(2024, 6, 18), date(2024, 6, 21), date(2023, 11, 11), date(2024, 2, 9), date(2024, 2, 10))
    orders = [Order("ann", day, 100) for day in days]
    assert of(orders, "ann")["sale_day_share"] == 0.6


def test_a_plain_log_has_no_refunds() -> None:
    """Unknown is not 0; with a refund report beside it, the log's other orders are known to have stayed."""
    log = [Order("ann", date(2024, 6, 1), 1000, is_log=True), Order("ann", date(2024, 6, 2), 0, is_log=True)]
    expected = of(log, "ann")
    assert (expected["orders"], expected["purchase_days"]) == (2, 2)  # the free one counts
    names = ("refund_orders", "refund_share", "refund_order_share", "unpaid_orders", "open_orders", "closed_orders")
    assert not set(expected) & set(names)
    reported = Order("bob", date(2024, 6, 1), 1000, 400, date(2024, 6, 9), is_log=True)
    expected = of([*log, reported], "ann")
    assert (expected["refund_orders"], expected["refund_share"]) == (0, 0)
    assert "unpaid_orders" not in expected
    assert of([*log, reported], "bob")["refund_share"] == 0.4


def test_orders_by_state() -> None:
    """A refund that closed an order is one, even where no file says how much it was."""
    orders = [
        Order("ann", date(2024, 6, 1), 1000 if status > 1 and status != 5 else 0, status=status)
        for status in range(1, 6)
    ]
    orders += [Order("ann", date(2024, 6, 2), 0, status=6), Order("ann", date(2024, 6, 3), 1000, 250)]
    expected = of(orders, "ann")
    assert (expected["unpaid_orders"], expected["open_orders"], expected["closed_orders"]) == (1, 2, 1)
    assert expected["refund_orders"] == 2
    assert expected["refund_order_share"] == 0.4
    assert expected["refund_share"] == 0.0625


def test_birthdays() -> None:
    orders = [Order("ann", JUNE, 100)]
    for birthday, age in ((date(2000, 6, 30), 24), (date(2000, 7, 1), 23), (date(2004, 2, 29), 20)):
        assert of(orders, "ann", people=[Person("ann", birthday=birthday)])["age"] == age
    for birthday in (date(2024, 7, 1), date(1899, 12, 31)):
        assert "age" not in of(orders, "ann", people=[Person("ann", birthday=birthday)])


def test_only_what_was_asked_is_built() -> None:
    with shop([Order("ann", JUNE, 100)]) as store:
        assert build(store, ["weekday", "complaints"], JUNE) == ("trait_bought", "trait_habits")


def test_no_customer_bought_anything() -> None:
    orders = [Order("ann", JUNE, 0, status=1)]
    assert of(orders, "ann")["stage"] == "never"
    assert "tier" not in of(orders, "ann")
