"""``crmkit repurchase`` from the outside: the same bytes anywhere, and what it refuses."""

from __future__ import annotations

import json

import pytest


@pytest.mark.parametrize("by", ["month", "product"])
def test_machine_clock_and_locale_change_no_byte(crmkit, process, orders, home_env, by):
    asked = ("repurchase", orders, "--by", by, "--format", "json", "--lang", "zh")
    elsewhere = {**home_env, "PYTHONHASHSEED": "7", "TZ": "America/New_York", "LC_ALL": "C"}
    first = crmkit(*asked)
    assert first.out == process(*asked, env=elsewhere).out
    answer = json.loads(first.out)
    assert [row["days_since_first"] for row in answer["rows"]] == [30, 60, 90, 180, 365]
    assert answer["params"] == {"by": by, "since": None, "until": None, "products": 20}


def test_periods_go_out_in_every_format(crmkit, orders, tmp_path):
    asked = ("repurchase", orders, "--by", "period", "--period", "quarter")
    answer = json.loads(crmkit(*asked, "--format", "json").out)
    assert answer["params"] == {"by": "period", "period": "quarter", "since": None, "until": None}
    assert len(answer["rows"]) == answer["facts"]["periods"]
    lines = crmkit(*asked, "--format", "csv").out.decode().splitlines()
    assert lines[0] == ",".join(answer["rows"][0])
    assert len(lines) == 1 + len(answer["rows"])
    assert crmkit(*asked, "-o", tmp_path / "periods.xlsx").code == 0
    for language, words in (("zh", ("复购率（按天）", "下期回购率")), ("en", ("Repeat (days)", "Next-period rate"))):
        page = crmkit(*asked, "--format", "md", "--lang", language).out.decode()
        assert all(word in page for word in words)
        assert "| 2024-Q1 |" in page
        assert "2024-Q2\\*" in page  # its last day is not in the data


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--products", "3"), 2),
        (("--period", "quarter"), 2),
        (("--by", "period", "--period", "30d"), 2),
        (("--reveal",), 2),
        (("--since", "2024-02-30"), 2),
        (("--since", "2024-02-02", "--until", "2024-02-01"), 2),
        (("--since", "2099-01-01"), 4),
    ],
)
def test_refusals(crmkit, orders, options, code):
    run = crmkit("repurchase", orders, *options)
    assert run.code == code
    assert run.out == b""
    assert len(run.err.splitlines()) == 1
