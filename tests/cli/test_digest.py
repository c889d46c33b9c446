"""``crmkit digest`` as cron runs it: plain text or a mail's body, in UTF-8, of 80 columns, and silent."""

from __future__ import annotations

import re
import shlex
from html import escape
from unicodedata import east_asian_width

import pytest


def columns(line: str) -> int:
    """Columns of a terminal that a line takes."""
    return sum(2 if east_asian_width(mark) in "WF" else 1 for mark in line)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_cron_gets_a_page_of_80_columns(process, shop, home_env, language):
    cron = {name: value for name, value in home_env.items() if name not in ("LANG", "PYTHONIOENCODING", "COLUMNS")}
    run = process("digest", "--lang", language, env={**cron, "COLUMNS": "200"})
    assert (run.code, run.err) == (0, "")
    lines = run.out.decode("utf-8").splitlines()
    assert max(map(columns, lines)) <= 80
    assert lines[-1] == f"  crmkit report -o report.html --lang {language}"
    assert "\x1b" not in run.text


def test_names_are_masked_unless_they_are_asked_for(shop, tmp_path):
    assert shop("digest", "--lang", "zh", "-o", "mail.txt").code == 0
    masked, revealed = (tmp_path / "mail.txt").read_text(encoding="utf-8"), shop("digest", "--lang", "zh", "--reveal")
    assert not re.search(r"买家\d\d号", masked) and "买***号" in masked
    assert re.search(r"买家\d\d号", revealed.text) and "请勿外传" in revealed.text


def test_the_body_of_a_mail_by_option_or_by_suffix(shop, tmp_path):
    told = shop("digest", "--html")
    assert told.text.startswith("<!DOCTYPE html>") and "<style" not in told.text
    assert shop("digest", "-o", "mail.html").code == 0
    assert (tmp_path / "mail.html").read_bytes() == told.out


def test_files_are_named_in_the_commands(crmkit, orders):
    lines = crmkit("digest", orders.name).text.splitlines()
    assert lines[-1] == "  crmkit report -o report.html orders.csv"


@pytest.mark.parametrize("period", ["week", "month"])
def test_the_whole_report_says_what_the_mail_says(crmkit, orders, tmp_path, period):
    """The command of the mail, typed as it stands there, gives the report that the mail is made of."""
    crmkit("load", orders.name, "--store", "my shop.duckdb", "-q")
    asked = ("--store", "my shop.duckdb", "--as-of", "2024-05-31", "--period", period, "--lang", "zh", "--reveal")
    command = crmkit("digest", *asked).text.splitlines()[-1].strip()
    assert crmkit(*shlex.split(command)[1:]).code == 0
    by_hand = crmkit("report", *asked, "-f", "html")
    assert (tmp_path / "report.html").read_bytes() == by_hand.out
    html = crmkit("digest", *asked, "--html").text
    assert escape(command, quote=False).replace("'", "&#39;") in html.replace("&#x27;", "&#39;")
    assert f"--period {period}" in command and "--period" not in crmkit("digest").text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("-o", "mail.xlsx"), 2),
        (("--html", "-o", "mail.txt"), 2),
        (("--period", "year"), 2),
        (("--as-of", "2001-01-01"), 4),
    ],
)
def test_trouble_is_one_line_on_stderr(shop, arguments, code):
    run = shop("digest", *arguments)
    assert (run.code, run.out) == (code, b"")
    assert run.err.startswith("crmkit: error: ") and run.err.count("\n") == 1


def test_commands_give_the_list_that_the_report_shows(crmkit, orders, tmp_path):
    folder = tmp_path / "of may"
    folder.mkdir()
    (folder / "orders.csv").write_bytes(orders.read_bytes())
    asked = ("of may/orders.csv", "--as-of", "2024-05-31", "--tz", "Asia/Shanghai")
    command = "crmkit remind --reveal -o remind.xlsx"
    run = crmkit("report", *asked, "-f", "md")
    assert f"`{command} 'of may/orders.csv' --tz Asia/Shanghai --as-of 2024-05-31`" in run.text
    run = crmkit("report", *asked, "-f", "html")
    assert "of may" not in run.text and "orders.csv --tz Asia/Shanghai --as-of 2024-05-31</code>" in run.text


def test_plain_text_is_in_the_encoding_of_the_terminal(process, shop, home_env):
    plain, html = (("digest", "--lang", "zh", *more) for more in ((), ("--html",)))
    gbk = {**home_env, "PYTHONIOENCODING": "gbk"}
    assert process(*plain, env=gbk).out.decode("gbk") == shop(*plain).text
    assert process(*html, env=gbk).out == shop(*html).out
