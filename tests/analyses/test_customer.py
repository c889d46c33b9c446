"""One customer on a card: by hand on small shops, as in the lists on larger ones, and which customer a word finds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.analyses.till import FIRST, Order, Person, busy, keyed, open_shop, shop
from tests.customers.traits.test_traits import WITH_SOURCE, known
from tests.depth import examples

from crmkit.analyses.churn.churn import churn
from crmkit.analyses.customer.customer import customer
from crmkit.analyses.remind.remind import remind
from crmkit.analyses.value.value import value
from crmkit.errors import CrmError, NotEnoughError, UsageError
from crmkit.privacy.mask import mask, mask_nick
from crmkit.result import Result

JUNE = date(2024, 6, 30)
PROMISING = ("potential_loyalist", "A")
ANN = [
    Order("ann", date(2024, 5, 1), 1000, title="tea", units=2),
    Order("bob", date(2024, 5, 2), 9000, title="pot"),
    Order("ann", date(2024, 5, 11), 3000, 1200, date(2024, 5, 20), title="tea", province="浙江", city="杭州市"),
    Order("ann", date(2024, 5, 11), 500, title="cup"),
    Order("cat", date(2024, 6, 1), 800, title="cup"),
    Order("ann", date(2024, 6, 20), 700, title="tea", status=3),
    Order("ann", date(2024, 6, 21), 0, title="pot", status=1),
    Order("ann", date(2024, 6, 22), 600, 600, title="pot", status=6),
    Order("ann", date(2024, 6, 23), 0, title="mug", status=5),
]


def card(orders: Sequence[Order], who: str, people: Sequence[Person] = (), **asked: object) -> Result:
    return customer(open_shop(tuple(orders), tuple(people)), who, **asked)  # type: ignore[arg-type]


def rows(result: Result) -> list[dict[str, object]]:
    return [dict(zip(result.columns, record, strict=True)) for record in result.records]


def test_purchases_by_hand() -> None:
    """Newest first; two orders of one day are one row; the tea kept for 18.00 stands before the cup of 5.00."""
    answer = card(ANN, "ann")
    assert answer.as_of == date(
        2024, 6, 20
    )  # the last day of a purchase: what came later was not paid, or all went back
    assert answer.records == [
        (date(2024, 6, 20), 40, 1, 1, Decimal("7.00"), Decimal("0.00"), "tea"),
        (date(2024, 5, 11), 10, 2, 2, Decimal("23.00"), Decimal("12.00"), "tea, cup"),
        (date(2024, 5, 1), None, 1, 2, Decimal("10.00"), Decimal("0.00"), "tea"),
    ]


def test_orders_to_look_at_by_hand() -> None:
    answer = rows(card(ANN, "ann").parts["customer_orders"])
    assert [(row["ordered_on"].day, row["order_id"], row["order_status"]) for row in answer] == [
        (23, "9", "closed_unpaid"),
        (22, "8", "refunded"),
        (21, "7", "unpaid"),
        (20, "6", "open"),
        (11, "3", "part_refunded"),
    ]
    assert [(row["paid"], row["refunded_amount"]) for row in answer[1::3]] == [
        (Decimal("6.00"), Decimal("6.00")),
        (Decimal("30.00"), Decimal("12.00")),
    ]


def test_standing_by_hand() -> None:
    """Bob kept 90.00, Ann 40.00, Cat 8.00, Dan never paid: Ann is second, ahead of one of the two others who bought."""
    orders = [*ANN, Order("dan", date(2024, 6, 1), 0, status=1)]
    (ann,) = rows(card(orders, "ann").parts["customer_standing"])
    assert (ann["spend_rank"], ann["customers"], ann["spend_percentile"]) == (2, 3, Decimal("0.5"))
    assert (ann["rfm_cell"], ann["segment"], ann["segment_code"], ann["tier"]) == (
        "432",
        "Potential loyalists",
        *PROMISING,
    )
    (cat,) = rows(card(ANN, "cat").parts["customer_standing"])
    assert (cat["spend_rank"], cat["spend_percentile"]) == (3, 0)


def test_next_purchase_by_hand() -> None:
    """Two gaps, 10 and 40 days, with the assumed 90 twice: (10 x 40 x 90 x 90) ** (1 / 4) = 42 days after 20 June."""
    (row,) = rows(card(ANN, "ann").parts["customer_next"])
    assert (row["expected_on"], row["basis"], row["days_late"]) == (date(2024, 8, 1), "own", None)
    assert row["expected_from"] <= row["expected_on"] <= row["expected_to"]


def test_facts_are_the_traits_that_are_known() -> None:
    people = [Person("ann", "女", date(1990, 1, 1), "VIP")]
    keys = keyed(ANN, people)
    with shop(ANN, keys, people) as store:
        answer = dict(customer(store, "ann", as_of=JUNE).facts)
        traits = known(store, keys, JUNE)["ann"]
    assert answer.pop("customer") == "ann"
    assert "active_" in str(answer.pop("tag_codes"))
    assert "Bought" in str(answer.pop("tags"))
    apart = ("next_expected_on", "rfm_cell", "segment", "tier")
    assert answer == {name: traits[name] for name in WITH_SOURCE if name in traits and name not in apart}


@examples(2)
@given(st.integers(0, 10**6))
def test_a_card_says_what_the_lists_say(seed: int) -> None:
    with open_shop(tuple(busy(seed, 60))) as store:
        end = FIRST + timedelta(days=799)
        scored = {row["customer"]: row for row in rows(churn(store, as_of=end, detail=True))}
        value_part = {row["customer"]: row for row in rows(value(store, as_of=end, detail=True))}
        due = {row["customer"]: row for row in rows(remind(store, as_of=end, days=30, detail=True))}
        for name in Random(seed).sample(sorted(scored), 2):
            answer = customer(store, name, as_of=end)
            (risk,), (money,), (coming,) = (
                rows(answer.parts[f"customer_{part}"]) for part in ("risk", "value", "next")
            )
            for column in ("churn_probability", "risk", "spend_if_retained", "expected_loss", "reasons"):
                assert risk[column] == scored[name][column]
            for column in (
                "realised_value",
                "potential_value",
                "potential_low",
                "potential_high",
                "expected_purchase_days",
            ):
                assert money[column] == value_part[name][column]
            assert (
                answer.facts["net_spend"] == scored[name]["net_spend"] == sum(row["net_spend"] for row in rows(answer))
            )
            if name in due:
                for column in ("expected_on", "expected_from", "expected_to", "days_late", "product", "remind_reason"):
                    assert coming[column] == due[name][column]


def test_without_forecast_and_in_a_small_shop() -> None:
    assert {"customer_risk", "customer_value"}.isdisjoint(card(ANN, "ann", forecast=False).parts)
    assert [note.code for note in card(ANN, "ann", forecast=False).notes] == []
    answer = card(ANN, "ann")
    assert "customer_risk" not in answer.parts
    assert [note.code for note in answer.notes] == ["customer_risk_needs"]
    alone = card([Order("ann", JUNE, 100)], "ann")
    assert [note.code for note in alone.notes] == ["customer_risk_needs", "customer_value_needs"]
    (row,) = rows(alone.parts["customer_standing"])
    assert (row["spend_rank"], row["customers"], row["spend_percentile"]) == (1, 1, 0)


def test_who_never_bought() -> None:
    orders = [*ANN, Order("dan", date(2024, 6, 1), 0, status=1)]
    answer = card(orders, "dan")
    assert (answer.records, answer.facts["stage"], answer.facts["unpaid_orders"]) == ([], "never", 1)
    assert set(answer.parts) == {"customer_orders"}
    assert "customer_never" in [note.code for note in answer.notes]
    table = card(ANN, "eve", [Person("eve", "女", city="杭州市")])
    assert (table.facts["gender"], table.facts["city"], table.parts) == ("女", "杭州市", {})


def test_a_day_of_the_past() -> None:
    """On 11 May there were three orders; what came back of them is known today."""
    answer = card(ANN, "ann", as_of=date(2024, 5, 11))
    assert [row["bought_on"] for row in rows(answer)] == [date(2024, 5, 11), date(2024, 5, 1)]
    assert [row["order_id"] for row in rows(answer.parts["customer_orders"])] == ["3"]
    assert "customer_states" in [note.code for note in answer.notes]
    with pytest.raises(NotEnoughError) as refused:
        card(ANN, "cat", as_of=date(2024, 5, 31))
    assert refused.value.code == "customer_later"
    with pytest.raises(NotEnoughError):
        card(ANN, "ann", as_of=date(2024, 4, 30))


def test_names_of_a_customer() -> None:
    names = ("ann", " ann ", "ANN", "a***n", "1", "#3", "＃7", "9")
    found = {name: card(ANN, name, forecast=False).facts["customer"] for name in names}
    assert found == dict.fromkeys(names, "ann")


def test_odd_names() -> None:
    """A name to the letter goes before an order number; no sign of it means anything else."""
    nicks = ("小[/]明", "O'Neil", 'say "hi"', "👩‍👩‍👧家", "a;b--", "%", "_", "café", "张三丰", "[red]", "2")
    orders = [Order(nick, date(2024, 6, 2), 4200 + place) for place, nick in enumerate(nicks)]
    answers = [card([*ANN, *orders], nick, forecast=False).facts for nick in nicks]
    found = [(facts["customer"], facts["net_spend"]) for facts in answers]
    assert found == [(order.buyer, Decimal(order.paid).scaleb(-2)) for order in orders]


def refusal(orders: Sequence[Order], who: str) -> CrmError:
    with pytest.raises(CrmError) as refused:
        card(orders, who, named=mask_nick)
    return refused.value


def test_several_are_shown_masked() -> None:
    orders = [*ANN, Order("Anna", date(2024, 6, 2), 100), Order("anNA", date(2024, 6, 3), 100)]
    error = refusal(orders, "ANNA")
    assert (type(error), error.code) == (UsageError, "customer_several")
    assert error.values["choices"] == "A***a (2024-06-02, 1), a***A (2024-06-03, 1)"
    many = [Order(f"buyer{number}x", date(2024, 6, 2), 100) for number in range(9)]
    assert str(refusal(many, "b***x").values["choices"]).endswith(", ...")
    assert str(refusal(many, "b***x").values["choices"]).count("b***x") == 5
    assert card(orders, "Anna", forecast=False).facts["customer"] == "Anna"


def test_a_masked_name_is_no_pattern() -> None:
    """What crmkit prints is found; more of the name, or of its length, is not, or it could be asked for by letters."""
    nicks = ("柠檬汽水4711888", "q\u0301cole", "ecole2", "ab", "x")
    orders = [*ANN, *(Order(nick, date(2024, 6, 2), 4200 + place) for place, nick in enumerate(nicks))]
    with shop(orders) as store:

        def found(who: str) -> object:
            try:
                return customer(store, who, forecast=False).facts["customer"]
            except UsageError as error:
                return error.code

        assert {who: found(who) for who in ("柠***8", "e***2", "q\u0301***e")} == {
            "柠***8": nicks[0],
            "e***2": "ecole2",
            "q\u0301***e": "q\u0301cole",
        }
        longer = (
            "柠檬汽水4***8",
            "柠檬***8",
            "柠***88",
            "柠****8",
            "柠**8",
            "柠*8",
            "柠***",
            "***8",
            "柠***8*",
            "q***e",
            "**",
        )
        assert {who: found(who) for who in longer} == dict.fromkeys(longer, "customer_unknown")


@pytest.mark.parametrize("who", ["zoe", "", "  ", "99", "a***z", "***", "-1", "0", "9" * 30, "007"])
def test_unknown_customers(who: str) -> None:
    error = refusal(ANN, who)
    assert (type(error), error.code) == (UsageError, "customer_unknown")


def test_an_order_without_a_buyer() -> None:
    error = refusal([*ANN, Order(None, JUNE, 100)], "10")
    assert (type(error), error.code) == (NotEnoughError, "customer_nobody")


def test_no_name_and_no_order_number_is_left_when_masked() -> None:
    orders = [Order("lindenbaum", day, 100 + number) for number, day in enumerate([date(2024, 6, 1), JUNE], start=1)]
    orders = [*orders, Order("lindenbaum", JUNE, 0, status=1)]
    answer = mask(card(orders, "lindenbaum"))
    assert answer.facts["customer"] == "l***m"
    assert "lindenbaum" not in repr(answer)
    (row,) = rows(answer.parts["customer_orders"])
    assert row["order_id"] == "**"


def test_months_have_a_meaning() -> None:
    for months in (0, 25):
        with pytest.raises(UsageError):
            card(ANN, "ann", months=months)
