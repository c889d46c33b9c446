"""Who has a file in hand is told of keys, not of options; a command stays a command."""

from __future__ import annotations

import re

import pytest

from crmkit.errors import UsageError
from crmkit.messages import catalog
from crmkit.option_keys import OF_THE_RUN, as_keys


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("for example: --tz Asia/Shanghai", 'for example: tz = "Asia/Shanghai"'),
        ("write to another place with -o FILE", 'write to another place with output = "FILE"'),
        ("请用 -o 文件 换一个位置", '请用 output = "文件" 换一个位置'),
        ("add --format, or use .csv", "add format, or use .csv"),
        ("use --by week or --by day, or load more", 'use by = "week" or by = "day", or load more'),
        ("--max-rejects 0.2 or less", "max_rejects = 0.2 or less"),
        ("use --time-format '%d/%m/%Y %H:%M'", 'use time_format = "%d/%m/%Y %H:%M"'),
        ("--decimal . or --decimal ,", 'decimal = "." or decimal = ","'),
        ("nothing was loaded (--strict)", "nothing was loaded (strict)"),
        ("--map cannot be used with --dialect", "map cannot be used with dialect"),
        ("run `crmkit load FILE --strict`, or --strict", "run `crmkit load FILE --strict`, or strict"),
        ("wait longer with --wait", "wait longer with --wait"),
        ("a well-known file", "a well-known file"),
    ],
)
def test_options_become_keys(said, meant):
    assert as_keys(said) == meant


def test_no_error_speaks_of_an_option_that_a_file_does_not_have():
    left = {}
    for code, entry in catalog()["error"].items():
        for language in ("en", "zh"):
            told = [as_keys(entry[language]), entry.get(f"file_{language}", as_keys(entry.get(f"try_{language}", "")))]
            found = re.findall(r"(?<![\w-])(?:--([a-z-]+)|-o\b)", re.sub("`[^`]*`", "", " ".join(told)))
            if set(found) - OF_THE_RUN:
                left[code] = told
    assert not left


def test_an_error_about_a_file_names_its_key():
    error = UsageError("option_range", option="--max-rejects", value=2, least=0, most=1)
    assert error.message() == "--max-rejects: '2' is not allowed"
    error.of_file = True
    assert (error.message(), error.message("zh")) == ("max_rejects: '2' is not allowed", "max_rejects 不能是“2”")
    zone = UsageError("tz_unknown", value="Mars", nearest=None)
    zone.of_file = True
    assert zone.advice("zh") == '例如：tz = "Asia/Shanghai"'
