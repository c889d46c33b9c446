"""One customer who holds most of the money is named; where none does, there is no note."""

from __future__ import annotations

from datetime import timedelta

from tests.analyses.till import Order, busy, shop

from crmkit import Result, churn, segment, tiers, value
from crmkit.privacy.mask import mask

END = max(order.day for order in busy(5, 400, 640))
BIG = [Order("wholesaler", END - timedelta(days=30 * number), 40_000_000) for number in range(1, 8)]


def texts(result: Result) -> dict[str, str]:
    return {note.code: note.text("en") for note in result.notes}


def test_who_has_spent_most_is_named_with_the_share() -> None:
    for ask in (segment, tiers, value, churn):
        with shop([*busy(5, 400, 640), *BIG]) as store:
            result = ask(store)
        texts_found = texts(result)["one_has_spent"]
        assert texts_found.startswith("One customer, wholesaler, has 9")
        assert "(2,800,000.00 of " in texts_found or "(2800000.00 of " in texts_found
        assert "wholesaler" not in texts(mask(result))["one_has_spent"]


def test_who_makes_most_of_what_is_expected_is_named() -> None:
    with shop([*busy(5, 400, 640), *BIG]) as store:
        potential, loss = texts(value(store)), texts(churn(store))
    assert "wholesaler" in potential["one_will_spend"]
    assert "wholesaler" in loss["one_has_expected_loss"]


def test_no_customer_is_named_where_none_has_most() -> None:
    with shop(busy(5, 400, 640)) as store:
        texts_found = {code for ask in (segment, tiers, value, churn) for code in texts(ask(store))}
    assert not [code for code in texts_found if code.startswith("one_")]


def test_among_a_few_it_is_no_wonder() -> None:
    few = [order for order in busy(5, 9, 640) if order.buyer is not None]
    with shop([*few, Order(few[0].buyer, END, 90_000_000)]) as store:
        assert "one_has_spent" not in texts(value(store))


def test_the_figures_of_the_others_stay() -> None:
    orders = busy(5, 400, 640)
    one = [Order("whale", END - timedelta(days=200), 5000), Order("whale", END - timedelta(days=100), 500_000_000)]
    with shop(orders) as store:
        plain = {row[0]: float(row[2]) for row in _potential(value(store, detail=True))}
    with shop([*orders, *one]) as store:
        whale = {row[0]: float(row[2]) for row in _potential(value(store, detail=True))}
    whale.pop("whale")
    assert sum(whale.values()) == _near(sum(plain.values()))


def _potential(result: Result) -> list[tuple[str, str, str]]:
    places = [result.columns.index(name) for name in ("customer", "tier", "potential_value")]
    return [tuple(str(record[place]) for place in places) for record in result.records]  # type: ignore[misc]


def _near(amount: float) -> object:
    import pytest

    return pytest.approx(amount, rel=0.02)
