"""SQL of views and analyses that other engines read alike: what does not yet stands in a list that may only shrink.

The words are those that Sail 0.7 or Spark 4 do not know, or read as something else without a word of warning.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "crmkit"
EXCEPTIONS = Path(__file__).with_name("not_portable.txt")
ROOMS = ("analyses", "campaigns", "customers", "store/views")
FORBIDDEN = {
    "varchar": r"\bvarchar\b(?!\()",
    "unsigned or huge integers": r"\b(?:u(?:big|tiny|small|huge)?int(?:eger)?|hugeint)\b",
    "//": r"//",
    "[": r"\[",
    "unnest": r"\bunnest\b",
    "string_split": r"\bstring_split\b",
    "starts_with": r"\bstarts_with\b",
    "ends_with": r"\bends_with\b",
    "group by all": r"\bgroup by all\b",
    "order by all": r"\border by all\b",
    "exclude": r"\bexclude\b",
    "* replace": r"\* replace\b",
    "arg_min": r"\barg_min\b",
    "arg_max": r"\barg_max\b",
    "isodow": r"\bisodow\b",
    "weekday": r"\b(?:weekday|dayofweek)\b",
    "date_diff": r"\bdate_diff\(",
    "hash": r"\bhash\(",
    "row": r"\brow\(",
    "struct": r"\bstruct",
    "list_": r"\blist_",
    "list": r"\blist\(",
    "strftime": r"\bstrftime\b",
    "using sample": r"\busing sample\b",
    "qualify": r"\bqualify\b",
    "semi join": r"\b(?:semi|anti) join\b",
    "information_schema": r"\binformation_schema\b",
    "quote in a text": r"''[^,)\s]",
    "backslash": r"\\",
    "percentile_disc": r"\bpercentile_disc\b",
    "date - date": r"(?:_day|_on|\$as_of|\$cutoff|'[0-9-]{10}') - (?:\w+\.)?(?:\w*_day\b|\w*_on\b|\$\w+|date ')",
}


def forbidden_words() -> dict[str, list[str]]:
    """``file: word`` to its places, ``file:line``."""
    found: dict[str, list[str]] = {}
    files = sorted(path for room in ROOMS for path in (PACKAGE / room).rglob("*.sql"))
    for path in files:
        name = path.relative_to(PACKAGE).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            statement = line.split("--")[0]
            for word, pattern in FORBIDDEN.items():
                for _ in re.findall(pattern, statement, re.IGNORECASE):
                    found.setdefault(f"{name}: {word}", []).append(f"{name}:{number}")
    return found


def test_only_words_of_the_list_are_not_portable():
    found = forbidden_words()
    allowed = Counter(line for line in EXCEPTIONS.read_text(encoding="utf-8").splitlines() if line)
    new = {word: places for word, places in found.items() if len(places) > allowed[word]}
    gone = {word: count - len(found.get(word, ())) for word, count in allowed.items()}
    assert not new, f"write these as every engine reads them: {new}"
    assert not any(gone.values()), f"take these out of {EXCEPTIONS.name}: { ({w: n for w, n in gone.items() if n}) }"
