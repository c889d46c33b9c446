"""Tags: a street of customers to read, every rule a second time in plain Python, and files of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.till import FIRST, Order, Person, busy, keyed, shop
from tests.customers.conditions.conditions import predicates
from tests.customers.traits.test_traits import WORDS, varied
from tests.customers.traits.traits_by_hand import traits
from tests.depth import examples

import crmkit
from crmkit.customers.conditions.audience import choose
from crmkit.customers.conditions.expression import parse
from crmkit.customers.conditions.tagging import build_tags
from crmkit.customers.conditions.tags import all_tags, own_tags, shorthands, tags_of, vocabulary
from crmkit.customers.conditions.writing import written
from crmkit.customers.traits.needs import NEEDS, needs_of
from crmkit.errors import NotEnoughError, UsageError
from crmkit.store.predicate import columns_of

few = examples(8)
JUNE = date(2024, 6, 30)
CODES = [
    *("new_30d", "new_90d", "active_30d", "active_90d", "active_180d", "active_365d", "lapsed_180d", "lapsed_365d"),
    *("one_time", "two_times", "frequent", "due", "overdue", "high_value", "price_sensitive", "brand_loyal"),
    *("multi_category", "unpaid", "never_closed", "inquired", "refunded", "refund_high", "complained", "praised"),
]
NEVER_KNOWN = {"inquired", "complained", "praised"}
"""No file that crmkit reads has them."""
Flags = Mapping[str, bool | None]


def tags_by_customer(
    orders: Sequence[Order], end: date, people: Sequence[Person] = (), own: Path | None = None
) -> dict[str, tuple[Flags, str | None]]:
    """Each customer's tags as the engine finds them, and the text that names those that hold."""
    keys = keyed(orders, people)
    names = {key: name for name, key in keys.items()}
    known = all_tags(own)
    with shop(orders, keys, people) as store:
        build_tags(store, end, known)
        rows = store._connection.execute("select * from trait_tags").fetchall()
    codes = [tag.code for tag in known]
    return {names[key]: (dict(zip(codes, flags, strict=True)), text) for key, *flags, text in rows}


def order(
    buyer: str | None, day: str, yuan: int = 30, *titles: str, prices: Sequence[int] = (), **more: object
) -> Order:
    """An order of one unit of each of ``titles`` for the same money, at list prices in yuan."""
    fen = yuan * 100
    lines = tuple((title, None, 1, fen // len(titles)) for title in titles)
    listed = tuple(price * 100 for price in prices)
    return Order(buyer, date.fromisoformat(day), fen, lines=lines, prices=listed, **more)  # type: ignore[arg-type]


STREET = [
    order("newcomer", "2024-06-20", 30, "白茶 250g"),
    order("long gone", "2023-05-01"),
    *(order("regular", f"2024-0{month}-25") for month in range(2, 7)),
    order("due one", "2024-04-01"),
    order("late one", "2024-02-15"),
    order("twice", "2023-09-05"),
    order("twice", "2023-12-01"),
    order("big spender", "2024-06-05", 10_000),
    order("discount hunter", "2023-07-01", 60, "白茶 250g", prices=[90]),
    order("discount hunter", "2023-08-01", 60, "白茶 250g", prices=[60]),
    order("full payer", "2023-07-01", 60, "白茶 250g", prices=[60]),
    order("full payer", "2023-08-02", 60, "白茶 250g", prices=[60]),
    order("sale shopper", "2023-11-11"),
    order("sale shopper", "2024-06-18"),
    *(order("faithful", f"2023-0{month}-15", 30, "蘑菇牛肉酱") for month in (7, 8, 9)),
    order("curious", "2023-08-05", 30, "蘑菇牛肉酱", "白茶 250g"),
    order("undecided", "2024-06-29", 0, status=1),
    order("sender back", "2023-08-05", 40, back=1000),
    order("sender back", "2023-08-09", 40, back=4000),
    order("sender back", "2023-08-11", 40),
    order("off the log", "2023-08-05", is_log=True),
    order(None, "2024-06-30", 500),
]
MEMBERS = [Person("member only"), Person("regular", "女")]
HELD = {
    "newcomer": "new_30d new_90d active_30d active_90d active_180d active_365d one_time",
    "long gone": "lapsed_180d lapsed_365d one_time",
    "regular": "active_30d active_90d active_180d active_365d frequent repeat",
    "due one": "active_180d active_365d one_time due",
    "late one": "active_180d active_365d one_time overdue",
    "twice": "active_365d lapsed_180d two_times repeat",
    "big spender": "new_30d new_90d active_30d active_90d active_180d active_365d one_time high_value",
    "discount hunter": "active_365d lapsed_180d two_times price_sensitive repeat",
    "full payer": "active_365d lapsed_180d two_times repeat",
    "sale shopper": "active_30d active_90d active_180d active_365d two_times price_sensitive repeat",
    "faithful": "active_365d lapsed_180d brand_loyal repeat",
    "curious": "active_365d lapsed_180d one_time multi_category",
    "undecided": "unpaid never_closed",
    "sender back": "active_365d lapsed_180d two_times refunded refund_high repeat",
    "off the log": "active_365d lapsed_180d one_time",
    "member only": "never_closed",
}
NO_TITLE = {"multi_category"}
"""What is unknown of a customer whose products have no name; of three purchases and more `brand_loyal` neither."""
UNKNOWN = {
    "regular": NO_TITLE | {"brand_loyal", "price_sensitive"},
    "long gone": NO_TITLE,
    "due one": NO_TITLE,
    "late one": NO_TITLE,
    "twice": NO_TITLE | {"price_sensitive"},
    "big spender": NO_TITLE,
    "sale shopper": NO_TITLE,
    "faithful": {"price_sensitive"},
    "sender back": NO_TITLE | {"price_sensitive"},
    "off the log": NO_TITLE | {"unpaid", "refunded", "refund_high"},
    "member only": {"unpaid", "refunded", "refund_high"},
}


@pytest.fixture(scope="module")
def street() -> dict[str, tuple[Flags, str | None]]:
    return tags_by_customer(STREET, JUNE, MEMBERS)


@pytest.mark.parametrize("name", HELD)
def test_the_tags_of_a_customer(name: str, street: Mapping[str, tuple[Flags, str | None]]) -> None:
    tagged, text = street[name]
    assert {code for code, held in tagged.items() if held} == set(HELD[name].split())
    assert {code for code, held in tagged.items() if held is None} == UNKNOWN.get(name, set()) | NEVER_KNOWN
    assert text == HELD[name].replace(" ", ",")


def test_every_tag_is_seen_to_hold_and_not_to_hold(street: Mapping[str, tuple[Flags, str | None]]) -> None:
    for code in {*CODES, "repeat"} - NEVER_KNOWN:
        assert {True, False} <= {tagged[code] for tagged, _ in street.values()}, code


def test_the_vocabulary_is_the_documented_one() -> None:
    assert [tag.code for tag in vocabulary()] == CODES
    assert [tag.code for tag in shorthands()] == ["repeat"]
    named = {tag.zh: tag.rule for tag in vocabulary()}
    assert named["高频购买"] == "purchase_days_365>=4"
    assert named["价格敏感"] == "purchase_days>=2 and (discount_share>=20% or sale_day_share>=60%)"
    assert named["品类忠诚"] == "purchase_days>=3 and category_share>=60%"


def by_hand(person: Mapping[str, object]) -> dict[str, bool | None]:
    """The rules again, in Python."""

    def at_least(name: str, least: float) -> bool | None:
        value = person.get(name)
        return None if value is None else round(float(value), 6) >= least  # type: ignore[arg-type]

    def least(*parts: bool | None) -> bool | None:
        return False if False in parts else None if None in parts else True

    def most(*parts: bool | None) -> bool | None:
        return True if True in parts else None if None in parts else False

    days = int(str(person["purchase_days"]))
    kinds, share = person.get("categories"), person.get("category_share")
    since = [int(str(person[name])) if days else 10**6 for name in ("tenure_days", "recency_days")]
    return {
        **{f"new_{threshold}d": since[0] < threshold for threshold in (30, 90)},
        **{f"active_{threshold}d": since[1] < threshold for threshold in (30, 90, 180, 365)},
        **{f"lapsed_{threshold}d": days > 0 and since[1] >= threshold for threshold in (180, 365)},
        "one_time": days == 1,
        "two_times": days == 2,
        "frequent": int(str(person["purchase_days_365"])) > 3,
        "due": person["stage"] == "due",
        "overdue": person["stage"] == "overdue",
        "high_value": person.get("tier") == "A",
        "price_sensitive": least(days > 1, most(at_least("discount_share", 0.2), at_least("sale_day_share", 0.6))),
        "brand_loyal": least(days > 2, at_least("category_share", 0.6)),
        "multi_category": least(days > 0, None if kinds is None or share is None else int(str(kinds)) > 1),
        "unpaid": at_least("unpaid_orders", 1),
        "never_closed": days == 0,
        "inquired": None,
        "refunded": at_least("refund_orders", 1),
        "refund_high": least(at_least("refund_orders", 2), at_least("refund_order_share", 0.3)),
        "complained": None,
        "praised": None,
        "repeat": days > 1,
    }


@few
@given(st.integers(0, 10**9), st.sampled_from([1, 3, 12]), st.sampled_from([3, 60, 700]))
def test_every_tag_of_varied_shops(seed: int, buyers: int, days: int) -> None:
    orders, people = varied(Random(seed), buyers, days)
    end = FIRST + timedelta(days=days)
    truth = {name: by_hand(person) for name, person in traits(orders, end, people, WORDS.__getitem__).items()}
    tagged = tags_by_customer(orders, end, people)
    assert {name: dict(flags) for name, (flags, _) in tagged.items()} == truth
    for flags, text in tagged.values():
        assert text == (",".join(code for code, held in flags.items() if held) or None)


@given(predicates())
def test_a_rule_in_chinese_means_the_same(predicate: object) -> None:
    once = parse(written(predicate))  # type: ignore[arg-type]
    assert parse(written(once, "zh")) == once


def test_shipped_rules_in_chinese_mean_the_same() -> None:
    for tag in all_tags():
        text = written(tag.predicate, "zh")
        assert parse(text) == tag.predicate
        assert any("\u4e00" <= character <= "\u9fff" for character in text), text


def test_every_trait_of_a_rule_has_a_need() -> None:
    assert needs_of(["net_spend", "discount_share", "complaints"]) == ("orders", "prices", "reviews")
    for tag in all_tags():
        assert set(needs_of(columns_of(tag.predicate))) <= set(NEEDS)


# The answer


def test_the_answer_adds_up() -> None:
    orders = busy(7)
    with shop(orders) as store:
        result = crmkit.tags(store)
    rows = {row["tag_code"]: row for row in result.rows.to_dicts()}
    assert list(rows) == [*CODES, "repeat"]
    buyers = {order.buyer for order in orders if order.buyer}
    for code, row in rows.items():
        assert row["customers"] + row["not_tagged"] + row["unknown"] == len(buyers), code
    money = {buyer: sum(order.net() for order in orders if order.buyer == buyer and order.counts) for buyer in buyers}
    days = {buyer: {order.day for order in orders if order.buyer == buyer and order.counts} for buyer in buyers}
    once = [buyer for buyer in buyers if len(days[buyer]) == 1]
    assert rows["one_time"]["customers"] == len(once)
    assert rows["one_time"]["net_sales"] == Decimal(sum(money[buyer] for buyer in once)) / 100
    share = Fraction(sum(money[buyer] for buyer in once), sum(money.values()))
    assert abs(Fraction(rows["one_time"]["net_sales_share"]) - share) <= Fraction(1, 10**6)
    assert abs(Fraction(rows["one_time"]["customer_share"]) - Fraction(len(once), len(buyers))) <= Fraction(1, 10**6)


def test_what_no_file_has_is_neither_yes_nor_no() -> None:
    with shop([Order("a", JUNE, 100, is_log=True), Order("b", JUNE, 100, is_log=True)]) as store:
        result = crmkit.tags(store, language="zh")
    rows = {row["tag_code"]: row for row in result.rows.to_dicts()}
    for code in ("complained", "refunded", "unpaid"):
        row = rows[code]
        assert (row["customers"], row["not_tagged"], row["unknown"]) == (0, 0, 2)
        assert row["customer_share"] is None and row["net_sales"] is None
    lacking = {note.values["needs"]: note.values["names"] for note in result.notes if note.code == "tags_lacking"}
    assert lacking["评价或投诉记录（暂不支持）"] == "有投诉或差评、给过好评"
    assert lacking["订单报表或退款报表"] == "有退款、退款率高"


def test_the_list_has_a_row_for_every_tag_that_holds() -> None:
    with shop(STREET, people=MEMBERS) as store:
        rows = crmkit.tags(store, as_of=JUNE, detail=True).rows.to_dicts()
    assert len(rows) == sum(len(text.split()) for text in HELD.values())
    assert [row["customer"] for row in rows if row["tag_code"] == "frequent"] == ["regular"]
    assert [row["customer"] for row in rows if row["tag_code"] == "new_90d"] == ["big spender", "newcomer"]
    assert list(dict.fromkeys(row["tag_code"] for row in rows)) == [
        code for code in [*CODES, "repeat"] if any(code in text.split() for text in HELD.values())
    ]


def test_only_those_who_match_are_counted() -> None:
    with shop(STREET, people=MEMBERS) as store:
        result = crmkit.tags(store, as_of=JUNE, where="tag:复购客户")
        rows = {row["tag_code"]: row for row in result.rows.to_dicts()}
        assert result.facts["audience_customers"] == rows["repeat"]["customers"] and "all_customers" not in result.facts
        assert rows["repeat"]["not_tagged"] == 0
        assert rows["repeat"]["customers"] == sum("repeat" in text.split() for text in HELD.values())
        assert rows["one_time"]["customers"] == 0
        # the tier of the shop, not of these few
        assert rows["high_value"]["customers"] == 0


def test_a_condition_takes_the_code_and_both_names() -> None:
    with shop(STREET, people=MEMBERS) as store:
        for name in ("frequent", "高频购买", "'Frequent buyer'"):
            assert choose(store, f"tag:{name}", JUNE).customers == 1
        with pytest.raises(NotEnoughError, match="complaints"):
            choose(store, "not tag:complained", JUNE)


def test_a_shop_of_which_everything_came_back() -> None:
    with shop([Order(name, JUNE, 100, back=100) for name in ("a", "b")]) as store:
        result = crmkit.tags(store)
    rows = {row["tag_code"]: row for row in result.rows.to_dicts()}
    assert {code for code, row in rows.items() if row["customers"]} == {"never_closed", "refunded"}
    assert rows["never_closed"]["net_sales"] == 0 and result.facts["never_bought"] == result.facts["all_customers"] == 2
    assert "all_one_time" not in {note.code for note in result.notes}


def test_twenty_years() -> None:
    with shop([Order("a", date(2004, 1, 1), 100), Order("a", JUNE, 100), Order("b", date(2004, 1, 2), 100)]) as store:
        held = {row["tag_code"]: row["customers"] for row in crmkit.tags(store).rows.to_dicts()}
    assert (held["active_30d"], held["new_90d"], held["lapsed_365d"], held["repeat"]) == (1, 0, 1, 1)


def test_a_shop_without_orders_has_no_tags() -> None:
    with shop([]) as store, pytest.raises(NotEnoughError):
        crmkit.tags(store)
    with shop([Order(None, JUNE, 100)]) as store, pytest.raises(NotEnoughError):
        crmkit.tags(store)


# Tags of one's own


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "my_tags.toml"
    path.write_text(text, encoding="utf-8")
    return path


MINE = """
[vip]
zh = "贵宾"
rule = "net_spend>=50 and tag:repeat"

[vip_late]
en = "Late VIP"
rule = "tag:贵宾 and not tag:近30天成交"
"""


def test_own_tags_may_name_the_shipped_ones_and_each_other(tmp_path: Path) -> None:
    path = own(tmp_path, MINE)
    vip, late = own_tags(path)
    assert (vip.zh, vip.en, late.zh, late.en) == ("贵宾", "贵宾", "Late VIP", "Late VIP")
    tagged = tags_by_customer(STREET, JUNE, MEMBERS, path)
    vips = {name for name, (flags, _) in tagged.items() if flags["vip"]}
    assert vips == {"regular", "twice", "discount hunter", "full payer", "sale shopper", "faithful", "sender back"}
    assert {name for name, (flags, _) in tagged.items() if flags["vip_late"]} == vips - {"regular", "sale shopper"}
    with shop(STREET, people=MEMBERS) as store:
        rows = crmkit.tags(store, as_of=JUNE, tags=path, where="tag:贵宾").rows.to_dicts()
    assert [(row["tag_code"], row["tag_group"], row["customers"]) for row in rows[-2:]] == [
        ("vip", "own", 7),
        ("vip_late", "own", 5),
    ]


def test_own_tags_may_speak_of_segments_of_one_map(tmp_path: Path) -> None:
    mine = own(tmp_path, '[a]\nrule = "segment=important_value"\n[b]\nrule = "segment=general_retain"\n')
    tagged = tags_by_customer(busy(7), JUNE, own=mine)
    with shop(busy(7)) as store:
        cn8 = crmkit.segment(store, as_of=JUNE, segments="cn8").rows.to_dicts()
    customers_by_segment = {row["segment_code"]: row["customers"] for row in cn8}
    assert sum(flags["a"] is True for flags, _ in tagged.values()) == customers_by_segment["important_value"]
    assert sum(flags["b"] is True for flags, _ in tagged.values()) == customers_by_segment["general_retain"]
    both = own(tmp_path, '[a]\nrule = "segment=important_value"\n[b]\nrule = "segment=champions"\n')
    with pytest.raises(UsageError, match="belong to two segment schemes"):
        tags_by_customer(busy(7), JUNE, own=both)


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("[vip]\nrule = net", "tags_unreadable", "my_tags.toml"),
        ("[vip]\nrules = 'net_spend>1'", "tags_key", "`rules` (did you mean `rule`?)"),
        ("[vip]\nzh = '贵宾'", "tags_rule_missing", "[vip]"),
        ("[vip]\nrule = 5", "tags_value", "`rule`"),
        ("vip = 'net_spend>1'", "tags_form", "vip"),
        ("[Vip]\nrule = 'net_spend>1'", "tags_code", "[Vip]"),
        ("[net_spend]\nrule = 'net_spend>1'", "tags_code", "[net_spend]"),
        ("[tags]\nrule = 'net_spend>1'", "tags_code", "[tags]"),
        ("[frequent]\nrule = 'net_spend>1'", "tags_taken", "frequent"),
        ("[vip]\nzh = '高频购买'\nrule = 'net_spend>1'", "tags_taken", "高频购买"),
        ("[vip]\nzh = 'x'\nrule = 'net_spend>1'\n[pearl]\nen = 'x'\nrule = 'net_spend>1'", "tags_taken", "`vip`"),
        ("[vip]\nrule = 'nett>1'", "where_trait_unknown", "my_tags.toml, vip"),
        ("[vip]\nrule = 'tag:pearl'\n[pearl]\nrule = 'tag:vip'", "tags_circular", "vip -> pearl -> vip"),
        ("".join(f"[a{number}]\nrule='net_spend>1'\n" for number in range(201)), "tags_many", "200"),
    ],
)
def test_a_file_that_is_not_of_the_form_says_where(tmp_path: Path, text: str, code: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        own_tags(own(tmp_path, text))
    assert caught.value.code == code
    assert says in str(caught.value) and "my_tags.toml" in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        own_tags(tmp_path / "none.toml")
    assert caught.value.code == "tags_unreadable"


def test_names_lead_to_rules() -> None:
    names = tags_of(vocabulary())
    assert names["frequent"] == names["高频购买"] == names["Frequent buyer"] == parse("purchase_days_365>=4")
