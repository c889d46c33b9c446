"""The desk without a protocol: what it does with errors of its own, and what the owner may allow."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.conftest import NAMES

from crmkit.analyses.tags import tags
from crmkit.cli.commands.mcp import tools_in
from crmkit.config import Settings
from crmkit.doors.mcp import desk as desks
from crmkit.doors.mcp.desk import Desk, Means
from crmkit.doors.mcp.paths import without_paths
from crmkit.store.store import open_store

LIST = "profile", {"detail": True}


@pytest.fixture(scope="module")
def tools():
    return tools_in("zh")


def desk(store: Path, *, reveal: bool = False, bugs: list[Exception] | None = None) -> Desk:
    heard = bugs if bugs is not None else []
    return Desk(Means(store, 0, None, Settings(), "zh", reveal, heard.append))


def asked(at: Desk, tools, name, arguments):
    return at.reply(tools[name], arguments)


def test_names_are_seen_where_the_owner_says_so_at_the_start(store_file, tools):
    masked = asked(desk(store_file), tools, *LIST)
    revealed = asked(desk(store_file, reveal=True), tools, *LIST)
    assert NAMES[0] in revealed.text and NAMES[0] not in masked.text
    assert (masked.content["excerpt"]["names_masked"], revealed.content["excerpt"]["names_masked"]) == (True, False)


def test_a_long_text_is_cut_and_counted(store_file, tools, monkeypatch):
    whole = asked(desk(store_file), tools, *LIST)
    assert whole.content["excerpt"]["texts_cut"] == 0
    monkeypatch.setattr(desks, "MOST_CHARACTERS", 40)
    cut = asked(desk(store_file), tools, *LIST)
    texts = [note["text"] for note in cut.content["notes"]]
    assert max(map(len, texts)) == 41
    assert cut.content["excerpt"]["texts_cut"] >= sum(text.endswith("…") for text in texts) > 0


def test_several_customers_are_named_masked(store_file, tools):
    reply = asked(desk(store_file), tools, "customer", {"who": "tbuyer", "forecast": False})
    assert reply.is_error and NAMES[1] not in reply.text


def test_an_error_of_the_program_says_its_kind_only(store_file, tools, monkeypatch):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError(f"{NAMES[0]} in {store_file}")

    monkeypatch.setattr(tags, "tags", broken)
    bugs: list[Exception] = []
    reply = asked(desk(store_file, bugs=bugs), tools, "tags", {})
    assert reply.is_error and reply.content["error"]["code"] == "bug"
    assert "ZeroDivisionError" in reply.text and NAMES[0] not in reply.text and str(store_file) not in reply.text
    assert [type(bug) for bug in bugs] == [ZeroDivisionError]


def test_nothing_that_was_learnt_is_written(store_file, tools):
    before = store_file.read_bytes()
    asked(desk(store_file), tools, "churn", {})
    assert store_file.read_bytes() == before
    with open_store(store_file, only_read=True) as shop:
        shop.learn("anything", {})  # type: ignore[arg-type]
    assert store_file.read_bytes() == before


def test_a_question_that_nobody_waits_for_is_let_go(store_file, tools, monkeypatch):
    bugs: list[Exception] = []
    at = desk(store_file, bugs=bugs)

    def left(*_: object, **__: object) -> None:
        at.close()
        raise RuntimeError("INTERRUPT Error: Interrupted!")

    monkeypatch.setattr(tags, "tags", left)
    assert asked(at, tools, "tags", {}).is_error
    assert bugs == []


def test_settings_hold_as_on_the_command_line(store_file, tools):
    settings = Settings(window_days=30, segments="cn8")
    at = Desk(Means(store_file, 0, None, settings, "en", False, print))
    params = asked(at, tools, "segment", {}).content["params"]
    assert (params["window_days"], params["segments"]) == (30, "cn8")
    assert asked(at, tools, "segment", {"window_days": 60}).content["params"]["window_days"] == 60


def test_the_text_is_the_structure(store_file, tools):
    reply = asked(desk(store_file), tools, "files", {})
    assert json.loads(reply.text) == reply.content
    assert reply.content["rows"][0]["file"] == "orders.csv"
    assert str(store_file.parent) not in reply.text


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("/home/lin/shop data/shop.duckdb: busy", "shop.duckdb: busy"),
        ("no file in /home/lin/shop data.", "no file in shop data."),
        ("see /var/lib/x/tags.toml, line 3", "see tags.toml, line 3"),
        (r"see C:\Users\lin\tags.toml", "see tags.toml"),
        ("R=30/60/90/180 and 24/7", "R=30/60/90/180 and 24/7"),
        ("男/女/童", "男/女/童"),
    ],
)
def test_folders_are_nobodys_business(text, seen):
    assert without_paths(text, [Path("/home/lin/shop data/shop.duckdb")]) == seen
