"""What sets an audience apart: figures by hand, what is left out, and shops with no customer to compare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportions_ztest
from tests.analyses.test_tags import by_hand
from tests.analyses.till import FIRST, Order, Person, busy, keyed, shop
from tests.customers.traits.test_traits import varied
from tests.customers.traits.traits_by_hand import traits
from tests.depth import examples

import crmkit
from crmkit.errors import NotEnoughError, UsageError
from crmkit.result import Result

LAST = FIRST + timedelta(days=799)
SHOP = [
    *busy(11, buyers=150),
    *(Order(f"b{number:03}", FIRST + timedelta(days=number), 900, status=1) for number in range(0, 150, 7)),
]
PEOPLE = [Person(f"b{number:03}", "女" if number % 3 else "男", level=f"V{number % 4}") for number in range(0, 150, 2)]
GAPS = ((30, "1-30"), (60, "31-60"), (90, "61-90"), (180, "91-180"), (365, "181-365"), (10**6, "366+"))
Row = Mapping[str, object]


def category(title: str) -> str:
    return title


@pytest.fixture(scope="module")
def known() -> dict[str, Row]:
    return dict(traits(SHOP, LAST, PEOPLE, category))


def asked(where: str, **more: object) -> Result:
    with shop(SHOP, keyed(SHOP, PEOPLE), PEOPLE) as store:
        return crmkit.inspect(store, where=where, as_of=LAST, top=1000, **more)  # type: ignore[arg-type]


def value(feature: str) -> Callable[[Row], object]:
    """The value of a feature that rows of the answer name by its code; not of mean baskets."""
    if feature == "is_repeat":
        return lambda row: {True: "returning", False: "once", None: None}[row.get("is_repeat")]  # type: ignore[index]
    if feature == "median_gap":
        return lambda row: next((name for most, name in GAPS if (row.get("median_gap") or 10**9) <= most), None)  # type: ignore[operator]
    if feature == "refund_orders":
        return lambda row: (
            None if row.get(feature) is None else "2+" if int(str(row[feature])) > 1 else str(row[feature])
        )
    return lambda row: row.get(feature)


def test_every_figure_by_hand(known: dict[str, Row]) -> None:
    result = asked("province=四川")
    chosen = {name for name, row in known.items() if row.get("province") == "四川"}
    assert 10 < len(chosen) < 140 and result.facts["audience_customers"] == len(chosen)
    tags = {name: by_hand(row) for name, row in known.items()}
    rows = result.rows.to_dicts()
    assert {"stage", "tier", "segment", "category", "top_product", "weekday", "gender", "member_level", "tag"} <= {
        row["attribute_code"] for row in rows
    }
    chances = []
    for row in rows:
        feature, code = row["attribute_code"], row["value_code"]
        if feature == "avg_basket":
            low, high = (Decimal(text) * 100 for text in row["attribute"].split(": ")[1].split(" - "))
            found = {
                name: None if own.get("avg_basket") is None else low <= own["avg_basket"] <= high  # type: ignore[operator]
                for name, own in known.items()
            }
        elif feature == "tag":
            found = {name: own[code] for name, own in tags.items()}
        else:
            values = {name: value(feature)(own) for name, own in known.items()}
            found = {name: None if own is None else own == code for name, own in values.items()}
        sure = {name for name, held in found.items() if held is not None}
        own, own_all = len(sure & chosen), len(sure)
        have, have_all = (len({name for name in group if found[name]}) for group in (sure & chosen, sure))
        assert (row["customers"], row["known_customers"]) == (have, own), row
        assert abs(Fraction(row["audience_share"]) - Fraction(have, own)) <= Fraction(1, 10**6)
        assert abs(Fraction(row["overall_share"]) - Fraction(have_all, own_all)) <= Fraction(1, 10**6)
        assert row["index"] == half_up(Fraction(100 * have * own_all, own * have_all), 0)
        rest, rest_all = have_all - have, own_all - own
        times = half_up(Fraction(have * rest_all, own * rest), 2) if rest and rest_all else None
        assert row["ratio_to_others"] == times
        chances.append(by_the_book(have, own, rest, rest_all))
        assert row["p_value"] == pytest.approx(chances[-1], abs=6e-7)
    marked = multipletests(chances, alpha=0.05, method="fdr_bh")[0]
    assert [row["difference"] != "alike" for row in rows] == list(marked)
    assert result.facts["different_values"] == sum(marked)


def half_up(exact: Fraction, places: int) -> Decimal:
    unit = Decimal(1).scaleb(-places)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(unit, rounding=ROUND_HALF_UP)


def by_the_book(part: int, whole: int, other: int, others: int) -> float:
    everyone, held = whole + others, part + other
    if not whole or not others or held in (0, everyone):
        return 1.0
    if min(whole, others) * min(held, everyone - held) < 5 * everyone:
        return float(fisher_exact([[part, whole - part], [other, others - other]]).pvalue)
    return float(proportions_ztest([part, other], [whole, others])[1])


def test_the_audience_beside_the_others(known: dict[str, Row]) -> None:
    groups = asked("gender=男").parts["inspect_groups"].rows.to_dicts()
    assert [row["side"] for row in groups] == ["audience", "others", "everybody"]
    for row, men in zip(groups, (True, False, None), strict=True):
        own = [each for each in known.values() if men is None or (each.get("gender") == "男") is men]
        days = [int(str(each["purchase_days"])) for each in own]
        fen = sum(int(str(each["net_spend"])) for each in own)
        assert row["customers"] == len(own)
        assert row["net_sales"] == Decimal(fen) / 100
        assert row["avg_basket"] == half_up(Fraction(fen, 100 * sum(days)), 2)
        assert row["avg_net_spend"] == half_up(Fraction(fen, 100 * sum(day > 0 for day in days)), 2)
        assert row["avg_purchase_days"] == half_up(Fraction(sum(days), sum(day > 0 for day in days)), 2)


def test_the_surest_difference_comes_first() -> None:
    """All of Sichuan buys tea, no other customer does."""
    orders = [
        *(
            Order(f"s{number}", LAST - timedelta(days=number), 3000, province="四川", title="白茶")
            for number in range(40)
        ),
        *(
            Order(f"z{number}", LAST - timedelta(days=number), 3000, province="浙江", title="袜子")
            for number in range(60)
        ),
    ]
    with shop(orders) as store:
        result = crmkit.inspect(store, where="province=四川", top=2, language="zh")
        few = crmkit.inspect(store, where="province=四川 and recency_days<5", top=2)
    first, second = result.rows.to_dicts()
    assert {first["attribute"], second["attribute"]} == {"品类：白茶", "品类：袜子"}
    tea = first if first["value_code"] == "白茶" else second
    assert (tea["difference"], tea["index"], tea["ratio_to_others"], tea["customers"]) == ("above", 250, None, 40)
    assert {row["difference"] for row in (first, second)} == {"above", "below"}
    assert "inspect_few" in {note.code for note in few.notes}
    assert "inspect_few" not in {note.code for note in result.notes}


@pytest.mark.parametrize(
    ("where", "gone", "kept"),
    [
        ("net_spend>=500", {"tier", "segment", "high_value"}, {"stage", "province", "refunded"}),
        (
            "tag:repeat",
            {"is_repeat", "stage", "one_time", "frequent"},
            {"tier", "new_30d", "refunded"},
        ),
        ("stage=lost", {"stage", "lapsed_180d", "new_30d", "due"}, {"tier", "province"}),
        (
            "top_product~袜子",
            {"top_product", "category", "brand_loyal", "multi_category"},
            {"stage", "tier", "is_repeat"},
        ),
        ("bought~袜子", {"top_product", "category", "brand_loyal", "multi_category"}, {"stage", "tier", "is_repeat"}),
        ("orders within 90d>=1", {"is_repeat"}, {"top_product", "category"}),
        ("gender=女", {"gender"}, {"member_level", "stage", "tier", "is_repeat"}),
    ],
)
def test_what_the_condition_decides_is_left_out(where: str, gone: set[str], kept: set[str]) -> None:
    result = asked(where)
    rows = result.rows.to_dicts()
    seen = {row["value_code"] if row["attribute_code"] == "tag" else row["attribute_code"] for row in rows}
    assert not gone & seen and kept <= seen
    assert result.params["where"] == where
    assert any(note.code == "inspect_left_out" for note in result.notes)


def test_a_tag_that_says_what_a_value_of_a_feature_says_is_no_second_find() -> None:
    found = {(row["attribute_code"], row["value_code"]) for row in asked("tag:refunded").rows.to_dicts()}
    for value, tag in (
        (("is_repeat", "once"), "one_time"),
        (("tier", "A"), "high_value"),
        (("stage", "never"), "never_closed"),
    ):
        assert value in found and ("tag", tag) not in found
    assert ("tag", "frequent") in found


def test_top_shows_the_first_ones() -> None:
    with shop(SHOP) as store:
        some, all_of_them = (crmkit.inspect(store, where="tag:frequent", as_of=LAST, top=top) for top in (3, 1000))
    assert list(some.records) == list(all_of_them.records)[:3]
    assert some.facts == all_of_them.facts
    assert (
        next(note for note in some.notes if note.code == "inspect_more").values["values"]
        == len(all_of_them.records) - 3
    )


def test_there_must_be_an_audience_and_others() -> None:
    with shop(SHOP) as store:
        with pytest.raises(UsageError) as neither:
            crmkit.inspect(store)
        with pytest.raises(NotEnoughError) as everybody:
            crmkit.inspect(store, where="orders>=0")
        with pytest.raises(NotEnoughError) as no_match:
            crmkit.inspect(store, where="net_spend>=100000000")
        with pytest.raises(UsageError):
            crmkit.inspect(store, where="net_spend>=1", top=0)
    assert (neither.value.code, everybody.value.code) == ("inspect_whom", "inspect_everybody")
    assert no_match.value.exit_code == 4


def test_two_customers_of_one_day_can_be_compared() -> None:
    day = date(2024, 6, 1)
    with shop([Order("a", day, 100, province="浙江"), Order("b", day, 100)]) as store:
        rows = crmkit.inspect(store, where="province=浙江").rows.to_dicts()
    assert rows and {row["difference"] for row in rows} == {"alike"}
    assert {row["p_value"] for row in rows} == {1.0}


def test_that_buyers_bought_is_no_find() -> None:
    """No place is known of who never bought: that no customer from there never bought says nothing of the place."""
    found = [(row["attribute_code"], row["value_code"]) for row in asked("province=浙江").rows.to_dicts()]
    assert ("stage", "lost") in found and ("stage", "never") not in found and ("tag", "never_closed") not in found
    found = [(row["attribute_code"], row["value_code"]) for row in asked("tag:refunded").rows.to_dicts()]
    assert ("stage", "never") in found


@examples(10)
@given(
    st.integers(0, 10**9),
    st.sampled_from([2, 5, 12]),
    st.sampled_from([3, 60, 700]),
    st.sampled_from(["purchase_days>=2", "province=浙江", "stage=never", "tag:refunded", "not tag:price_sensitive"]),
)
def test_parts_add_up_in_any_shop(seed: int, buyers: int, days: int, where: str) -> None:
    orders, people = varied(Random(seed), buyers, days)
    try:
        with shop(orders, keyed(orders, people), people) as store:
            result = crmkit.inspect(store, where=where, top=1000)
    except NotEnoughError:
        return
    audience, others, everybody = result.parts["inspect_groups"].rows.to_dicts()
    for name in ("customers", "net_sales"):
        assert audience[name] + others[name] == everybody[name]
    counts: dict[str, int] = defaultdict(int)
    for row in result.rows.to_dicts():
        assert (
            0
            <= row["customers"]
            <= row["known_customers"]
            <= audience["customers"]
            == result.facts["audience_customers"]
        )
        assert row["p_value"] <= 1
        if row["attribute_code"] != "tag":
            counts[row["attribute_code"]] += row["customers"]
    for row in result.rows.to_dicts():  # no feature of these shops has more than 20 values
        assert row["attribute_code"] == "tag" or counts[row["attribute_code"]] == row["known_customers"]


def test_the_order_of_orders_does_not_matter() -> None:
    keys = keyed(SHOP)
    with shop(SHOP, keys) as one, shop(SHOP[::-1], keys) as other:
        found = [crmkit.inspect(store, where="tier=A", as_of=LAST, top=1000) for store in (one, other)]
    assert found[0].records == found[1].records
    assert found[0].parts["inspect_groups"].records == found[1].parts["inspect_groups"].records
