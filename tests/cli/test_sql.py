"""``crmkit sql`` as a shell runs it: formats, masking, and a query that would never end."""

from __future__ import annotations

import json
import signal
import sys
import time

import pytest
from tests.program import LONG, start_apart

ENDLESS = "SELECT count(*) FROM range(100000000) AS a, range(100000) AS b"


def test_an_answer_in_every_form(shop, tmp_path):
    question = "SELECT bought_on, net_sales FROM purchases ORDER BY 1, 2 LIMIT 2"
    assert shop("sql", question, "--format", "csv", "-q").text.splitlines()[0] == "bought_on,net_sales"
    assert len(json.loads(shop("sql", question, "--format", "json").text)["rows"]) == 2
    for suffix in ("xlsx", "parquet", "md", "ndjson", "tsv"):
        assert shop("sql", question, "-o", tmp_path / f"out.{suffix}", "-q").code == 0
        assert (tmp_path / f"out.{suffix}").stat().st_size
    assert "净销售额" in shop("sql", question, "--lang", "zh").text


def test_names_are_masked_unless_revealed(shop):
    question = "SELECT customer FROM customers ORDER BY customer_no"
    masked, shown = (shop("sql", question, "--format", "csv", "-q", *more).text for more in ([], ["--reveal"]))
    assert "买家01号" in shown and "买家01号" not in masked and "买***号" in masked


def test_files_are_asked_as_the_database_is(crmkit, orders):
    run = crmkit("sql", "SELECT count(*) AS n FROM orders", orders, "--format", "csv", "-q")
    assert run.code == 0 and int(run.text.splitlines()[1]) > 20


def test_the_database_is_as_it_was(shop, tmp_path):
    path = tmp_path / "home" / ".local" / "share" / "crmkit" / "shop.duckdb"
    before = path.read_bytes()
    shop("sql", "SELECT * FROM customers")
    shop("sql", "DELETE FROM customers")
    assert path.read_bytes() == before


def test_the_views_need_no_database(crmkit):
    run = crmkit("sql", "--tables", "--format", "csv")
    assert run.code == 0 and "net_sales" in run.text


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_query_without_end_is_ended_by_ctrl_c(shop, home_env, tmp_path):
    """It is sent once the query has what it asks, and ends it at whatever point of it."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    running = start_apart(["sql", ENDLESS], tmp_path, {**home_env, "TMPDIR": str(folder)})
    while not list(folder.rglob("views.duckdb")):
        assert running.poll() is None
        time.sleep(0.05)
    time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    try:
        assert running.wait(timeout=LONG) == 130
    finally:
        running.kill()
    assert not list(folder.iterdir())
