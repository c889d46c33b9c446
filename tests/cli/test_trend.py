"""``crmkit trend`` as a shell runs it."""

from __future__ import annotations

import json

import pytest


def test_rows_for_scripts_and_a_line_for_people(crmkit, orders):
    machine = crmkit("trend", orders, "--format", "json")
    answer = json.loads(machine.out)
    assert machine.code == 0 and answer["params"]["by"] == "month"
    assert sum(row["new_customers"] for row in answer["rows"]) == 20
    assert {row["is_complete"] for row in answer["rows"]} <= {True, False}
    table = crmkit("trend", orders, "--by", "day", "--periods", "0", "--full")
    assert "▁" in table.text and "Complete" not in table.text


def test_a_stream_that_carries_no_blocks_gets_digits(crmkit, orders, home_env):
    plain = crmkit(
        "trend", orders, "--by", "day", "--periods", "0", "--full", env={**home_env, "PYTHONIOENCODING": "gbk"}
    )
    assert b"(9 = highest)" in plain.out
    plain.out.decode("gbk")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--by", "year"), 2),
        (("--periods", "-1"), 2),
        (("--since", "yesterday"), 2),
        (("--since", "2024-02-01", "--until", "2024-01-01"), 2),
        (("--since", "2030-01-01"), 4),
        (("--as-of", "2001-01-01"), 4),
        (("--reveal",), 2),
    ],
)
def test_exit_codes(crmkit, orders, arguments, code):
    run = crmkit("trend", orders, *arguments)
    assert run.code == code and not run.out and len(run.err.splitlines()) == 1


def test_same_bytes_wherever_the_machine_stands(process, orders, home_env):
    answers = {
        process("trend", orders, "--by", "week", "--lang", "zh", env={**home_env, "TZ": zone, "LC_ALL": locale}).out
        for zone, locale in (("UTC", "C.UTF-8"), ("America/New_York", "de_DE.UTF-8"), ("Asia/Tokyo", "en_US.UTF-8"))
    }
    assert len(answers) == 1
