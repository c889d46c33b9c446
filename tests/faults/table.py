"""The table of ``docs/reliability.md``: for each line what was tried and how much of it held, short and long."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.faults.line import LINES, Ended, title_of

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- table: python -m tests.faults -->", "<!-- end of the table -->"
HEAD = ("| line | what is tried | short | long |", "|---|---|---|---|")
NOT_YET = "not run yet"
SCORE = re.compile(rf"\d+ of \d+(, \d+ skipped)?|{NOT_YET}")
ROW = re.compile(r"\| `(\w+)` \| (.+) \| ([^|]+) \| ([^|]+) \|")


@dataclass(frozen=True)
class Score:
    """How many of the things that were tried held; what could not be tried here is beside it."""

    good: int
    tried: int
    skipped: int = 0

    @classmethod
    def of(cls, ended: Iterable[Ended]) -> Score:
        all_of_them = list(ended)
        skipped = sum(each.tried for each in all_of_them if each.kind == "skipped")
        good = sum(each.tried for each in all_of_them if not each.kind)
        return cls(good, sum(each.tried for each in all_of_them) - skipped, skipped)

    def __str__(self) -> str:
        return f"{self.good} of {self.tried}" + (f", {self.skipped} skipped" if self.skipped else "")


def rows(page: str) -> dict[str, tuple[str, str, str]]:
    """By line: its title, and how the short and the long form went, as the page has them."""
    table = page.partition(BEGIN)[2].partition(END)[0]
    return {name: (title, short.strip(), long.strip()) for name, title, short, long in ROW.findall(table)}


def written(scores: Mapping[str, Score], *, is_long: bool) -> None:
    """Write the scores into their column of the page; the other column and other lines stay as they are."""
    page = PAGE.read_text(encoding="utf-8")
    known = rows(page)
    lines = list(HEAD)
    for name in LINES:
        _, *columns = known.get(name, ("", NOT_YET, NOT_YET))
        if name in scores:
            columns[is_long] = str(scores[name])
        lines.append(f"| `{name}` | {title_of(name)} | {' | '.join(columns)} |")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(before + BEGIN + "\n\n" + "\n".join(lines) + "\n\n" + END + after, encoding="utf-8")
