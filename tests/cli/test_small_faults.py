"""Small things that are said truly: no numbers, long texts, databases that cannot be written to, and full disks."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import duckdb
import pytest
from tests.cli.conftest import Program

from crmkit.deliver import browser
from crmkit.errors import StoreError
from crmkit.ingest.rows import sink
from crmkit.render.cells import MOST_SHOWN


def test_values_that_are_no_numbers_are_counted(crmkit: Program, orders: Path):
    query = "select 'inf'::double as a, 1.5 as b, ['nan'::double, 2] as c, 'NaN' as d"
    run = crmkit("sql", query, "orders.csv", "-f", "json")
    answer = json.loads(run.out)
    assert answer["rows"] == [{"a": None, "b": 1.5, "c": [None, 2.0], "d": "NaN"}]
    assert [note["code"] for note in answer["notes"]] == ["sql_no_numbers"]
    run = crmkit("sql", query, "orders.csv", "-f", "csv")
    assert "2 values are infinite or not a number" in run.err  # CSV has no place for it


def test_a_screen_shows_the_beginning_of_a_long_text(crmkit: Program, orders: Path):
    query = "select repeat('x', 30000) as long"
    shown = crmkit("sql", query, "orders.csv").text
    assert (shown.count("x"), ".." in shown) == (MOST_SHOWN, True)
    assert crmkit("sql", query, "orders.csv", "-f", "csv").text.count("x") == 30_000


def test_a_trial_needs_no_database_that_can_be_written_to(
    shop: Program, orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store = tmp_path / "home" / ".local" / "share" / "crmkit" / "shop.duckdb"
    shutil.copy(orders, tmp_path / "more.csv")
    (tmp_path / "more.csv").write_text(
        orders.read_text(encoding="utf-8").replace("\n30000", "\n40000"), encoding="utf-8"
    )
    before = store.read_bytes()
    usual = shop("load", "more.csv", "--dry-run", "-f", "csv")
    access = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK and access(path, mode))
    run = shop("load", "more.csv", "--dry-run", "-f", "csv")
    assert (run.code, run.out) == (0, usual.out), run.err
    assert (store.read_bytes(), sorted(path.name for path in store.parent.iterdir())) == (
        before,
        ["shop.duckdb", "shop.duckdb.key"],
    )


def test_a_full_disk_for_temporary_files_is_called_that(
    crmkit: Program, orders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    class Full(sink.Sink):
        def __init__(self, *_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("crmkit.ingest.rows.strict.Sink", Full)
    rough = tmp_path / "rough.csv"
    rough.write_text(orders.read_text(encoding="utf-8") + '"x\n', encoding="utf-8")
    run = crmkit("tiers", "rough.csv", "--max-rejects", "1")
    assert (run.code, "the disk for temporary files is full" in run.err) == (6, True), run.err


def test_a_limit_of_the_session_is_why_there_is_no_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(browser, "require_browser", lambda: tmp_path / "chromium")
    monkeypatch.setattr(browser, "_run", lambda *_: None)
    for is_limited, code in ((True, "file_limit"), (False, "pdf_failed")):
        monkeypatch.setattr(browser, "_is_limited", lambda is_limited=is_limited: is_limited)
        with pytest.raises(StoreError) as caught:
            browser.printed("<p>", None)  # type: ignore[arg-type]
        assert caught.value.code == code


def test_a_nick_that_somebody_took_away_is_no_internal_error(crmkit: Program, orders: Path, tmp_path: Path):
    store = tmp_path / "shop.duckdb"
    assert crmkit("load", orders, "--store", store).code == 0
    with duckdb.connect(str(store)) as connection:
        connection.execute("update kept.customers set nick = null")
    again = tmp_path / "again.csv"
    again.write_text(orders.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    run = crmkit("load", again, "--store", store)
    assert run.code == 6
    assert "customers.nick is missing or different" in run.err and "internal" not in run.err


def test_douyin_says_why_an_order_was_closed(crmkit: Program, tmp_path: Path):
    line = "{0},{0},茶,2024-03-01 10:00:00,2024-03-01 10:01:00,{1},{1},1,{2},,{3}\n"
    (tmp_path / "d.csv").write_text(
        "主订单编号,子订单编号,选购商品,订单提交时间,支付完成时间,订单应付金额,商品单价,商品数量,订单状态,售后状态,取消原因\n"
        + line.format(6900000000000000001, "10.00", "已完成", "")
        + line.format(6900000000000000002, "20.00", "已关闭", "超时未支付"),
        encoding="utf-8",
    )
    assert crmkit("load", tmp_path / "d.csv", "--store", tmp_path / "d.duckdb").code == 0
    with duckdb.connect(str(tmp_path / "d.duckdb"), read_only=True) as connection:
        found = connection.execute("select status, refund::integer from kept.orders order by order_key").fetchall()
    assert found == [(4, 0), (5, 0)]
