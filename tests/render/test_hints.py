"""A command that an answer names asks the same store in the same language as the one that was typed."""

from __future__ import annotations

from crmkit.render.hints import repeated, with_place

TYPED = "crmkit segment --lang zh --store 'my shop.duckdb' --limit 3"


def test_commands_in_notes_carry_store_and_language() -> None:
    at = repeated(TYPED)
    assert at == " --store 'my shop.duckdb' --lang zh"
    assert with_place("To see them, run `crmkit rejects`.", at) == f"To see them, run `crmkit rejects{at}`."
    assert with_place("见 `crmkit files`，`crmkit help tags`。", at) == f"见 `crmkit files{at}`，`crmkit help tags`。"
    for told in ("deleted with `crmkit prune`.", "run `crmkit diff a --store x`.", "no command"):
        assert with_place(told, at) == told
    assert with_place("run `crmkit files`.", repeated("crmkit segment a.csv")) == "run `crmkit files`."


def test_what_asks_no_store_is_left_as_it_is() -> None:
    at = repeated(TYPED)
    for told in (
        "see `crmkit dialect FILE`",
        "see `crmkit remind --help`",
        "`crmkit segment orders.csv`",
        "`crmkit --help`",
    ):
        assert with_place(told, at) == told
