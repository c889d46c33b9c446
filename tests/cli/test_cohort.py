"""``crmkit cohort`` as a shell runs it."""

from __future__ import annotations

import json

import pytest


def test_rows_for_scripts_and_a_pivot_for_people(crmkit, orders):
    machine = crmkit("cohort", orders, "--format", "json")
    answer = json.loads(machine.out)
    assert machine.code == 0 and answer["rows"][0]["period_number"] == 0 and answer["params"]["period"] == "month"
    assert sum(row["customers"] for row in answer["rows"] if row["period_number"] == 0) == 20
    table = crmkit("cohort", orders)
    assert "Retention by months since first purchase" in table.text
    assert "\nAverage" in table.text and "is_complete" not in table.text


def test_colour_follows_terminal_and_wish(crmkit, orders, home_env):
    """Twenty customers in one cohort: enough for a colour."""
    asked = ("cohort", orders, "--by", "quarter", "--periods", "1", "--as-of", "2024-07-01")
    forced = crmkit(*asked, env={**home_env, "FORCE_COLOR": "1"})
    assert b"\x1b[38;5;" in forced.out
    of_few = crmkit(*asked, env={**home_env, "FORCE_COLOR": "1", "TERM": "linux"})
    assert b"\x1b[37;" in of_few.out or b"\x1b[30;" in of_few.out
    assert b"38;5;" not in of_few.out
    assert b"\x1b" not in crmkit(*asked).out
    assert b"\x1b" not in crmkit(*asked, env={**home_env, "FORCE_COLOR": "1", "NO_COLOR": "1"}).out


def test_titles_are_read_from_files_when_the_question_is_about_them(crmkit, orders):
    answer = json.loads(crmkit("cohort", orders, "--by", "product", "--format", "json").out)
    assert {row["cohort"] for row in answer["rows"]} == {"袜子"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--by", "year"), 2),
        (("--periods", "601"), 2),
        (("--since", "yesterday"), 2),
        (("--by", "province"), 4),
        (("--since", "2030-01-01"), 4),
        (("--detail",), 2),
        (("--reveal",), 2),
    ],
)
def test_exit_codes(crmkit, orders, arguments, code):
    run = crmkit("cohort", orders, *arguments)
    assert run.code == code and not run.out and len(run.err.splitlines()) == 1


def test_same_bytes_wherever_the_machine_stands(process, orders, home_env):
    answers = {
        process("cohort", orders, "--lang", "zh", env={**home_env, "TZ": zone, "LC_ALL": locale}).out
        for zone, locale in (("UTC", "C.UTF-8"), ("America/New_York", "de_DE.UTF-8"), ("Asia/Tokyo", "en_US.UTF-8"))
    }
    assert len(answers) == 1
