"""What churn says where the data are thin, odd or of another day: each fallback by its own small shop."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from tests.analyses.till import FIRST, Order, busy, keyed, shop

from crmkit.analyses.churn.churn import churn
from crmkit.errors import NotEnoughError, UsageError
from crmkit.result import Result


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def codes(result: Result) -> list[str]:
    return [note.code for note in result.notes]


def column(result: Result, name: str, part: str | None = None) -> list[object]:
    whole = result if part is None else result.parts[part]
    return [record[whole.columns.index(name)] for record in whole.records]


def regulars(buyers: int, days: int, *, fen: int | None = None, seed: int = 1) -> list[Order]:
    """Half come about every 20 days, half about every 200; a few of them stop."""
    random = Random(seed)
    orders = []
    for number in range(buyers):
        gap = 20 if number % 2 else 200
        at = random.randrange(gap)
        while at < days:
            orders.append(Order(f"b{number:03}", day(at), fen or random.randrange(500, 20_000)))
            at += max(1, round(random.expovariate(1 / gap)))
            if random.random() < 0.05:
                break
    return orders


def once(buyers: int, days: int, back: int = 0) -> list[Order]:
    """Everybody buys one time; of every 100 so many come back, whoever they are."""
    random = Random(7)
    orders = []
    for number in range(buyers):
        at = number * days // buyers
        orders.append(Order(f"b{number:04}", day(at), random.randrange(500, 20_000)))
        if number % 100 < back:
            orders.append(Order(f"b{number:04}", day(min(at + random.randrange(1, 300), days - 1)), 900))
    return orders


def test_one_buyer_is_not_enough_and_the_error_says_what_is() -> None:
    with shop([Order("ann", day(0), 1000), Order("ann", day(400), 1000)]) as store, pytest.raises(NotEnoughError) as no:
        churn(store)
    assert no.value.exit_code == 4
    assert "1 customer," in str(no.value)
    assert "6 months" in str(no.value) and "20 customers" in str(no.value)


def test_no_identified_customer_is_not_enough() -> None:
    with shop([Order(None, day(at), 1000) for at in range(300)]) as store, pytest.raises(NotEnoughError):
        churn(store)


def test_everything_sent_back_is_not_enough() -> None:
    orders = [Order(f"b{at % 40}", day(at), 1000, 1000, day(at + 2)) for at in range(300)]
    with shop(orders) as store, pytest.raises(NotEnoughError):
        churn(store)


def test_too_short_for_a_backtest_is_said_and_nothing_is_shown_as_tested() -> None:
    with shop(regulars(300, 150)) as store:
        result = churn(store)
    assert result.facts["method"] == "mbg_nbd"
    assert codes(result)[-2:] == ["churn_by_mbg_nbd", "churn_untested"]
    assert set(result.parts) == {"save_list", "bands"}
    assert set(column(result, "tested_customers", "bands")) == {None}
    # without a past the past churn rate is what the model expects of the recent customers
    assert result.facts["past_churn_rate"] == result.facts["predicted_churn_rate"]


def test_too_short_and_too_few_for_any_method() -> None:
    with shop(regulars(60, 150)) as store, pytest.raises(NotEnoughError):
        churn(store)


def test_a_small_shop_gets_rates_with_intervals() -> None:
    with shop(regulars(90, 700)) as store:
        result = churn(store)
    assert result.facts["method"] == "past_rates"
    assert codes(result)[-2:] == ["churn_by_past_rates", "churn_only_one"]
    for low, rate, high, tested in zip(
        *(
            column(result, name, "past_rates")
            for name in ("ci_low", "actual_churn_rate", "ci_high", "tested_customers")
        ),
        strict=True,
    ):
        assert Decimal(0) <= low <= high <= Decimal(1)
        assert tested or (low, high) == (0, 1)
        assert 0 < rate < 1


def test_one_closed_horizon_cannot_be_learnt_from_and_tried_on_at_once() -> None:
    with shop(regulars(90, 200)) as store:
        result = churn(store)
    assert codes(result)[-2:] == ["churn_by_past_rates", "churn_untested"]
    assert "backtest" not in result.parts
    assert column(result, "role", "cutoffs") == ["train"]


def test_a_method_that_was_asked_for_says_so_too_when_nothing_tested_it() -> None:
    with shop(regulars(90, 200)) as store:
        assert codes(churn(store, method="past_rates"))[-3:] == [
            "churn_by_past_rates",
            "churn_asked_for",
            "churn_untested",
        ]


def test_a_method_that_is_asked_for_leaves_no_choice() -> None:
    with shop(regulars(90, 700)) as store:
        roles = column(churn(store, method="past_rates"), "role", "cutoffs")
        assert roles == ["test", *["train"] * (len(roles) - 1)]
        assert column(churn(store), "role", "cutoffs")[:3] == ["test", "validate", "train"]


@pytest.mark.parametrize(("method", "typed"), [("mbg_nbd", "mbg-nbd"), ("classifier", "classifier")])
def test_a_method_that_was_asked_for_and_cannot_be_fitted(method: str, typed: str) -> None:
    with shop(regulars(90, 700)) as store, pytest.raises(NotEnoughError, match=f"--method {typed}"):
        churn(store, method=method)


@pytest.mark.parametrize("back", [0, 3])
def test_where_nearly_everybody_buys_once_there_is_no_list(back: int) -> None:
    orders = once(1500, 700, back)
    with shop(orders) as store:
        result = churn(store)
        detail = churn(store, detail=True)
    assert codes(result)[-1] == "no_skill"
    assert result.facts["method"] == "past_churn_rate"
    assert "expected_loss_rate" not in result.facts
    assert not result.parts["save_list"].records and "bands" not in result.parts
    assert "backtest_all" in result.parts  # what the refusal rests on
    recent, inactive = (
        {record[4] for record in result.records if record[0] == status} for status in ("recent", "inactive")
    )
    assert recent == {result.facts["past_churn_rate"]}
    assert len(inactive) == 1
    assert set(column(detail, "churn_probability")) == recent | inactive
    assert set(column(detail, "reasons")) == {None}
    assert set(column(detail, "risk")) == {"recent", "inactive"}


def test_equal_amounts() -> None:
    with shop(regulars(250, 500, fen=1990)) as store:
        result = churn(store, method="mbg_nbd", detail=True)
    days = [spend / Decimal("19.90") for spend in column(result, "spend_if_retained")]
    assert min(days) >= Decimal("0.999")  # who is kept buys at least once
    assert result.facts["expected_loss"] > 0


@pytest.mark.parametrize("method", ["auto", "mbg_nbd", "past_rates"])
def test_a_day_of_the_past_knows_nothing_later(method: str) -> None:
    orders = [order for order in busy(5, buyers=420, days=700) if order.buyer and not order.back]
    as_of = day(600)
    keys = keyed(orders)
    with shop(orders, keys) as store, shop([order for order in orders if order.day <= as_of], keys) as shortened:
        then = churn(store, as_of=as_of, method=method)
        now = churn(shortened, as_of=as_of, method=method)
    assert then.records == now.records
    assert then.parts == now.parts
    assert {**then.facts, "data_to": None} == {**now.facts, "data_to": None}


def test_refunds_of_later_are_not_known_on_a_day_of_the_past() -> None:
    orders = [order for order in busy(5, buyers=420, days=700) if order.buyer]
    as_of = day(600)
    dated = [order for order in orders if order.back_on is None or order.back_on <= as_of]
    later = [
        Order(order.buyer, order.day, order.paid, order.paid, day(650)) if at % 9 == 0 and not order.back else order
        for at, order in enumerate(dated)
    ]
    with shop(dated) as store, shop(later) as sent_back:
        plain = churn(store, as_of=as_of, method="mbg_nbd", detail=True)
        same = churn(sent_back, as_of=as_of, method="mbg_nbd", detail=True)
    columns = [name for name in plain.columns if name not in ("risk", "reasons")]  # a label of the past may change
    for name in columns:
        assert column(plain, name) == column(same, name), name


def test_a_day_after_the_data_is_said_to_be_late() -> None:
    with shop(regulars(300, 300)) as store:
        assert "as_of_beyond_data" in codes(churn(store, as_of=day(400)))


@pytest.mark.parametrize("months", [0, -3, 25])
def test_months_that_are_no_horizon(months: int) -> None:
    with shop([]) as store, pytest.raises(UsageError):
        churn(store, months=months)


def test_no_names_wanted_no_names_given() -> None:
    with shop(regulars(300, 500)) as store:
        assert churn(store, top=0).parts["save_list"].records == []
        with pytest.raises(UsageError):
            churn(store, top=-1)
