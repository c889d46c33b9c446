"""What churn learnt is kept in the store as numbers, and used for the same question to the same data only."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest
from tests.analyses.till import Order, busy

import crmkit
from crmkit.customers.conditions.audience import choose
from crmkit.customers.outlook import churn as churn_forecast
from crmkit.render.options import RenderOptions
from crmkit.render.render import render
from crmkit.result import Result
from crmkit.store import learnt
from crmkit.store.learnt import Lesson

HEADER = "订单编号,买家会员名,买家实际支付金额,总金额,订单状态,订单创建时间,订单付款时间,宝贝标题,店铺名称,退款金额"


def export(path: Path, orders: Sequence[Order], first: int = 0) -> str:
    lines = [HEADER]
    for number, order in enumerate(orders, start=300_000_000_000_000_000 + first):
        paid, day = f"{order.paid / 100:.2f}", f"{order.day} 12:00:00"
        lines.append(f"{number},{order.buyer or ''},{paid},{paid},交易成功,{day},{day},袜子,小店,0.00")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an export and the store it was loaded into, large enough to learn from."""
    folder = tmp_path_factory.mktemp("loaded")
    orders = [order for order in busy(5, buyers=1300, days=640) if not order.back]
    crmkit.load(folder / "shop.duckdb", [export(folder / "orders.csv", orders)])
    return folder


@pytest.fixture
def store(loaded: Path, tmp_path: Path) -> Path:
    for file in loaded.iterdir():
        shutil.copy(file, tmp_path)
    return tmp_path / "shop.duckdb"


@pytest.fixture
def lessons(monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """A line for each time that churn goes through the past."""
    learn, taken = churn_forecast._learn, []

    def noted(*arguments: object) -> object:
        taken.append(arguments[-1])
        return learn(*arguments)

    monkeypatch.setattr(churn_forecast, "_learn", noted)
    return taken


def ask(path: Path | list[str], **question: object) -> Result:
    with crmkit.open(path) as shop:
        return crmkit.churn(shop, **question)


def kept(path: Path) -> list[tuple[str, int, str, str, str]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(
            "select name, horizon_months, data_digest, version, numbers from kept.models order by name"
        ).fetchall()


def printed(result: Result) -> bytes:
    stream = io.BytesIO()
    render(result, stream, format="json", language="en", options=RenderOptions())
    return stream.getvalue()


@pytest.mark.parametrize("method", ["mbg_nbd", "past_rates", "classifier"])
def test_asked_again_it_answers_the_same_to_the_byte_and_learns_nothing(
    store: Path, lessons: list[str], method: str
) -> None:
    first = ask(store, method=method, detail=True)
    assert first.facts["method"] == method
    again = ask(store, method=method, detail=True)
    assert lessons == [method]
    assert again == first
    assert printed(again) == printed(first)


def test_another_question_is_learnt_anew_and_the_last_one_is_kept(store: Path, lessons: list[str]) -> None:
    for months in (3, 1, 1, 3):
        ask(store, months=months, method="mbg_nbd")
    ask(store, method="past_rates")
    assert len(lessons) == 4
    assert [row[:2] for row in kept(store)] == [("churn by mbg_nbd", 3), ("churn by past_rates", 3)]


def test_some_customers_are_predicted_by_a_model_of_all(store: Path, lessons: list[str]) -> None:
    some = ask(store, method="mbg_nbd", detail=True, where="purchase_days>=2")
    taught = kept(store)
    everybody = ask(store, method="mbg_nbd", detail=True)
    assert lessons == ["mbg_nbd"] and kept(store) == taught
    listed = {row[0] for row in some.records}
    assert 0 < len(listed) < len(everybody.records)
    assert list(some.records) == [row for row in everybody.records if row[0] in listed]


def test_a_narrowed_store_neither_teaches_nor_learns(store: Path) -> None:
    ask(store, method="mbg_nbd")
    taught = kept(store)
    with crmkit.open(store) as shop:
        as_of = choose(shop, "purchase_days>=2", None).as_of
        lesson = Lesson("churn by mbg_nbd", as_of, 3)
        assert shop.recall(lesson) is not None
        with shop.narrowed():
            assert shop.recall(lesson) is None
            shop.learn(lesson, {"choice": "of some", "past": []})
    assert kept(store) == taught


def test_a_further_load_makes_it_learn_anew(store: Path, lessons: list[str], tmp_path: Path) -> None:
    ask(store, method="mbg_nbd")
    (before,) = kept(store)
    late = max(order.day for order in busy(5, buyers=1300, days=640))
    crmkit.load(store, [export(tmp_path / "more.csv", [Order("b0001", late, 4200)], first=900_000)])
    ask(store, method="mbg_nbd")
    (after,) = kept(store)
    assert len(lessons) == 2
    assert before[2] != after[2]


def test_the_same_file_again_changes_nothing(store: Path, lessons: list[str], tmp_path: Path) -> None:
    ask(store, method="mbg_nbd")
    crmkit.load(store, [str(tmp_path / "orders.csv")])
    ask(store, method="mbg_nbd")
    assert len(lessons) == 1


def test_numbers_of_another_version_are_not_used(
    store: Path, lessons: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(store, method="mbg_nbd")
    monkeypatch.setattr(learnt, "__version__", "0.0.0")
    ask(store, method="mbg_nbd")
    assert len(lessons) == 2
    assert [row[3] for row in kept(store)] == ["0.0.0"]


@pytest.mark.parametrize("numbers", ["{}", "[]", "null", '{"past": [["2023-01-01"]], "choice": {}}'])
def test_numbers_of_another_form_are_learnt_anew(store: Path, lessons: list[str], numbers: str) -> None:
    first = ask(store, method="mbg_nbd")
    with duckdb.connect(str(store)) as connection:
        connection.execute("update kept.models set numbers = $numbers", {"numbers": numbers})
    assert ask(store, method="mbg_nbd") == first
    assert ask(store, method="mbg_nbd") == first
    assert len(lessons) == 2


def test_only_numbers_and_our_own_words_are_kept(store: Path) -> None:
    """No name, no code: what is kept is JSON whose texts are the program's own."""
    ask(store, method="classifier")
    (row,) = kept(store)
    words = set()

    def gather(value: object) -> None:
        if isinstance(value, dict):
            words.update(value)
            for each in value.values():
                gather(each)
        elif isinstance(value, list):
            for each in value:
                gather(each)
        elif isinstance(value, str):
            words.add(value)
        else:
            assert value is None or isinstance(value, int | float)

    gather(json.loads(row[4][learnt.DIGITS :], parse_constant=lambda name: pytest.fail(f"{name} is no JSON")))
    assert {"classifier", "asked_for", "trees"} <= words
    assert not {word for word in words if word.startswith("b0")}
    assert len(words) < 60


def test_answers_from_files_keep_nothing(tmp_path: Path) -> None:
    file = export(tmp_path / "orders.csv", [order for order in busy(5, buyers=420, days=640) if not order.back])
    before = sorted(tmp_path.iterdir())
    ask([file])
    assert sorted(tmp_path.iterdir()) == before


def test_a_store_that_another_process_reads_is_answered_from_and_left_as_it_is(store: Path, lessons: list[str]) -> None:
    hold = "import duckdb, sys; held = duckdb.connect(sys.argv[1], read_only=True); print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(store)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        before = store.read_bytes()
        first = ask(store, method="mbg_nbd")
        assert store.read_bytes() == before
        other.communicate(b"\n")
    assert ask(store, method="mbg_nbd") == first
    assert len(lessons) == 2


def test_a_store_that_may_not_be_written_is_answered_from(
    store: Path, lessons: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learnt, "connect", lambda path, **_: duckdb.connect(path, read_only=True))
    before = store.read_bytes()
    assert ask(store, method="mbg_nbd") == ask(store, method="mbg_nbd")
    assert len(lessons) == 2
    assert store.read_bytes() == before
