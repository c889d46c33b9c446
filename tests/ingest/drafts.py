"""Files of platforms without a dialect, and what drafts of them say."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from tests.ingest.load_case import write

import crmkit
from crmkit.result import Result

CURRENCY = "decide_currency"


class Draft:
    """A draft for a file of these lines; the owner may decide before it is loaded."""

    def __init__(self, folder: Path, *lines: str, name: str = "sales.csv", encoding: str = "utf-8") -> None:
        self.folder = folder
        self.file = write(folder / name, "\n".join(lines) + "\n", encoding)
        self.answer: Result = crmkit.dialect(self.file)
        self.text = str(self.answer.parts["draft"].records[0][0])

    @property
    def columns(self) -> dict[str, str]:
        """The header of each column that was found."""
        return {str(row[1]): str(row[0]) for row in self.answer.records if row[1]}

    @property
    def asks(self) -> list[str]:
        """What is to be decided, but for the currency, which no small file shows."""
        return [note.code for note in self.answer.notes if note.code != CURRENCY]

    @property
    def loads(self) -> bool:
        return bool(self.answer.facts["loads"])

    def decide(self, key: str, value: str) -> Draft:
        """Write ``key = value`` as its owner would: in place of the comment, or at the head of its table."""
        line = f"{key} = {value}"
        self.text, found = re.subn(rf"^# {re.escape(key)} = .*$", line, self.text, count=1, flags=re.MULTILINE)
        assert found, f"the draft shows no {key}"
        return self

    def revenue(self) -> Decimal:
        """What the shop took, read by the draft as it stands now."""
        own = write(self.folder / "own.toml", self.text)
        with crmkit.open([self.file], dialect=own) as shop:
            return Decimal(str(crmkit.trend(shop).facts["net_sales"]))
