"""A temporary table is not made twice of the same, and never left as it was when what it is made of has changed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import pytest
from tests.analyses.till import Order, shop

import crmkit
from crmkit.customers.outlook import past
from crmkit.customers.rhythms import rhythms
from crmkit.deliver.report.answers import TOGETHER, ask
from crmkit.render.options import RenderOptions
from crmkit.render.render import render
from crmkit.store.laid import Laid, Making
from crmkit.store.store import Store

MAY, JUNE = date(2024, 5, 31), date(2024, 6, 30)
DAYS = (
    "with final as (select customer_key, net from qualifying_orders where purchase_day <= $as_of) select * from final"
)
SUMS = "select customer_key, sum(net) as net from days group by customer_key"


def making(text: str, columns: Sequence[str] = (), **arguments: object) -> Making:
    return Making(text, arguments, frozenset(columns))


@pytest.fixture
def laid() -> Laid:
    """A table of days, and one of sums of it."""
    tables = Laid()
    tables.note("days", making(DAYS, as_of=JUNE))
    tables.note("sums", making(SUMS))
    return tables


def test_the_same_of_the_same_is_there(laid: Laid) -> None:
    assert laid.has("days", making(DAYS, as_of=JUNE))
    assert laid.has("sums", making(SUMS))
    assert laid.has("days", making(DAYS, ["net"], as_of=JUNE))


def test_another_day_another_text_or_more_columns_are_not(laid: Laid) -> None:
    assert not laid.has("days", making(DAYS, as_of=MAY))
    assert not laid.has("days", making(DAYS.replace("net", "title"), as_of=JUNE))
    laid.note("days", making(DAYS, ["net"], as_of=JUNE))
    assert not laid.has("days", making(DAYS, as_of=JUNE))
    assert not laid.has("days", making(DAYS, ["net", "customer_key"], as_of=JUNE))
    assert laid.has("days", making(DAYS, ["net"], as_of=JUNE))


def test_what_a_table_is_made_of_was_made_anew(laid: Laid) -> None:
    laid.note("days", making(DAYS, as_of=MAY))
    assert not laid.has("sums", making(SUMS))
    laid.note("days", making(DAYS, as_of=JUNE))
    assert not laid.has("sums", making(SUMS))


def test_what_nobody_noted_is_not_relied_on(laid: Laid) -> None:
    laid.changes("days")  # some of its customers were dropped
    assert not laid.has("days", making(DAYS, as_of=JUNE))
    assert not laid.has("sums", making(SUMS))
    of_another = "select * from audience"
    laid.note("some", making(of_another))
    assert not laid.has("some", making(of_another))


def test_other_orders_are_seen(laid: Laid) -> None:
    laid.all_change()
    assert not laid.has("days", making(DAYS, as_of=JUNE))
    assert sorted(laid.emptied()) == ["days", "sums"]
    assert not list(laid.emptied())


def orders() -> list[Order]:
    """A shop of twelve buyers who come back every three weeks or so, each to the same shelf."""
    return [
        Order(f"buyer {number:02}", date(2023, month, 1 + (number * month) % 28), 100 * (number + month), title=title)
        for number, title in enumerate(["socks", "scarf", "hat"] * 4)
        for month in range(1, 13)
        if (number + month) % 4
    ]


def counting(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tables that are made from now on."""
    made: list[str] = []
    run = store._run

    def noted(statement: object, values: object) -> object:
        words = statement.text.split(maxsplit=6)  # type: ignore[attr-defined]
        if words[:5] == ["create", "or", "replace", "temp", "table"]:
            made.append(words[5].strip('"'))
        return run(statement, values)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "_run", noted)
    return made


def test_two_questions_share_a_table_unless_other_customers_count(monkeypatch: pytest.MonkeyPatch) -> None:
    with shop(orders()) as store:
        made = counting(store, monkeypatch)
        past.remember(store)
        past.remember(store)
        assert made == ["outlook_met", "occasions", "returned"]
        rhythms.build_rhythms(store, date(2023, 12, 31))
        assert made[3:] == ["bought_days", "rhythm_steps", "rhythms"]
        rhythms.build_rhythms(store, date(2023, 6, 30))
        assert made[6:] == ["bought_days", "rhythm_steps", "rhythms"]
        made.clear()
        some = crmkit.remind(store, where="net_spend>=100")
        everybody = crmkit.remind(store)
        assert some.facts["customers"] < everybody.facts["customers"] == 12
        past.remember(store)
        assert "occasions" in made  # other orders were seen in between


def printed(result: object) -> bytes:
    stream = io.BytesIO()
    render(result, stream, format="json", language="en", options=RenderOptions())  # type: ignore[arg-type]
    return stream.getvalue()


def test_asked_one_after_the_other_questions_answer_as_if_asked_alone() -> None:
    """In the order of a report, and in the opposite one; with some of the customers in between."""
    names = [
        name for names in TOGETHER for name in names if hasattr(crmkit, name) and name not in ("files", "snapshots")
    ]
    alone = {}
    for name in names:
        with shop(orders()) as store:
            alone[name] = _answer(store, name)
    for order in (names, names[::-1]):
        with shop(orders()) as store:
            for name in order:
                assert _answer(store, name) == alone[name], name
                crmkit.profile(store, where="net_spend>=100")


def _answer(store: Store, name: str) -> object:
    try:
        return printed(getattr(crmkit, name)(store))
    except crmkit.CrmError as error:
        return error.code


def test_a_report_tells_its_answers_in_their_own_order() -> None:
    """Whatever the order they are asked in: the notes of the page follow it."""
    with shop(orders()) as store:
        told = [*ask(store, None, "en", reveal=False).found]
    before = ["trend", "weeks", "churn", "remind", "waiting", "cohort", "repurchase", "segment", "tiers", "value"]
    assert [name for name in told if name in before] == [name for name in before if name in told]
    assert told.index("value") < told.index("profile") < told.index("files")
