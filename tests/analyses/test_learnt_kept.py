"""What the trials of reminders and of value came to, and the cycles of products, are kept for the same data only."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from tests.analyses.test_churn_kept import export
from tests.analyses.till import Order

import crmkit
from crmkit.analyses.remind import backtest as reminding
from crmkit.analyses.value import backtest as valuing
from crmkit.customers.outlook import next_purchase
from crmkit.render.options import RenderOptions
from crmkit.render.render import render
from crmkit.result import Result
from crmkit.store import learnt
from crmkit.store.store import open_store

LEARNING = {"remind": (reminding, "_try"), "cycles": (next_purchase, "_learn_cycles"), "value": (valuing, "_try")}
FIRST = date(2023, 1, 1)


def orders() -> list[Order]:
    """Forty buyers who come back every eighteen days or so for two years, and forty who came once."""
    steady = [
        Order(f"b{buyer:03}", FIRST + timedelta(days=buyer % 9 + (16 + buyer % 5) * visit), 1000 + 10 * buyer)
        for buyer in range(40)
        for visit in range(38)
        if (buyer * 7 + visit * 3) % 10
    ]
    once = [Order(f"c{buyer:03}", FIRST + timedelta(days=9 * buyer), 2500) for buyer in range(40)]
    return steady + once


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    crmkit.load(folder / "shop.duckdb", [export(folder / "orders.csv", orders())])
    return folder / "shop.duckdb"


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Path:
    for file in loaded.parent.iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path / "shop.duckdb"


@pytest.fixture
def lessons(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The name of each thing that is learnt from now on."""
    taken: list[str] = []

    def noting(name: str, learn: Callable[..., object]) -> Callable[..., object]:
        def noted(*arguments: object) -> object:
            taken.append(name)
            return learn(*arguments)

        return noted

    for name, (module, function) in LEARNING.items():
        monkeypatch.setattr(module, function, noting(name, getattr(module, function)))
    return taken


def ask(path: Path | list[str], question: str, **asked: object) -> Result:
    with crmkit.open(path) as shop:
        found: Result = getattr(crmkit, question)(shop, **asked)
    return found


def printed(result: Result) -> bytes:
    stream = io.BytesIO()
    render(result, stream, format="json", language="en", options=RenderOptions())
    return stream.getvalue()


def kept(path: Path) -> Mapping[str, tuple[int, str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("select name, horizon_months, data_digest, numbers from kept.models").fetchall()
    return {name: (ahead, digest, numbers) for name, ahead, digest, numbers in rows}


def test_asked_again_they_answer_the_same_to_the_byte_and_learn_nothing(
    store: Path, loaded: Path, lessons: list[str]
) -> None:
    for question, learning in (("remind", ["remind", "cycles"]), ("value", ["value"])):
        lessons.clear()
        first = ask(store, question)
        assert lessons == learning
        assert any("backtest" in name for name in first.parts), "nothing was tried"
        again = ask(store, question)
        assert lessons == learning
        assert again == first and printed(again) == printed(first)
    assert set(kept(store)) == {"remind", "cycles", "value"}
    assert kept(store)["remind"][0] == 14 and kept(store)["value"][0] == 12


def test_what_was_kept_answers_as_files_do_that_keep_nothing(store: Path) -> None:
    file = [str(store.with_name("orders.csv"))]
    for question in ("remind", "value"):
        ask(store, question)
        of_store, of_files = ask(store, question), ask(file, question)
        assert of_store.records == of_files.records
        assert {name: part.records for name, part in of_store.parts.items() if name != "reading"} == {
            name: part.records for name, part in of_files.parts.items() if name != "reading"
        }


def test_options_that_the_trial_depends_on_are_learnt_anew_and_others_are_not(store: Path, lessons: list[str]) -> None:
    ask(store, "remind")
    ask(store, "value")
    lessons.clear()
    ask(store, "remind", top=3, where="purchase_days>=2")
    ask(store, "value", top=3, discount=0.2, where="purchase_days>=2")
    assert not lessons
    ask(store, "remind", days=30)
    ask(store, "value", months=6)
    assert lessons == ["remind", "value"]
    lessons.clear()
    ask(store, "remind", days=30, as_of="2024-06-30")
    ask(store, "value", months=6, as_of="2024-06-30")
    assert lessons == ["remind", "cycles", "value"]


def test_further_orders_make_them_learn_anew(store: Path, lessons: list[str], tmp_path: Path) -> None:
    """Of the same last day: nothing but the data differs."""
    for question in ("remind", "value"):
        ask(store, question)
    before = kept(store)
    last = max(order.day for order in orders())
    days = [last - timedelta(days=back) for back in (1, 16, 31, 200, 400, 420)]
    more = [Order(f"d{buyer:03}", day, 900) for buyer in range(60) for day in days]
    crmkit.load(store, [export(tmp_path / "more.csv", more, first=900_000)])
    lessons.clear()
    answers = {question: ask(store, question) for question in ("remind", "value")}
    assert lessons == ["remind", "cycles", "value"]
    after = kept(store)
    for name in before:
        assert before[name][1] != after[name][1]
        assert before[name][2] != after[name][2]
    for question, answer in answers.items():
        files = [str(store.with_name(name)) for name in ("orders.csv", "more.csv")]
        assert answer.records == ask(files, question).records


def test_numbers_of_another_version_or_form_are_not_used(
    store: Path, lessons: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = {question: ask(store, question) for question in ("remind", "value")}
    lessons.clear()
    with duckdb.connect(str(store)) as connection:
        connection.execute(
            """update kept.models set numbers = '{"trials": [{"day": "2024-01-01"}], "cycles": [["socks", 1]]}'"""
        )
    assert {question: ask(store, question) for question in ("remind", "value")} == first
    assert lessons == ["remind", "cycles", "value"]
    monkeypatch.setattr(learnt, "__version__", "0.0.0")
    lessons.clear()
    for question in ("remind", "value"):
        ask(store, question)
    assert lessons == ["remind", "cycles", "value"]


def test_a_store_that_is_only_read_is_answered_from_and_left_as_it_is(store: Path, lessons: list[str]) -> None:
    before = store.read_bytes()
    with open_store(store, only_read=True) as shop:
        first = crmkit.remind(shop), crmkit.value(shop)
    assert store.read_bytes() == before
    assert first == (ask(store, "remind"), ask(store, "value"))
    assert lessons == ["remind", "cycles", "value"] * 2


def test_no_customer_is_in_what_is_kept(store: Path) -> None:
    for question in ("remind", "value"):
        ask(store, question)
    for name, (_, _, numbers) in kept(store).items():
        found = json.loads(numbers[16:], parse_constant=lambda constant: pytest.fail(f"{constant} is no JSON"))
        assert not any(f"b{buyer:03}" in json.dumps(found) for buyer in range(40)), name
