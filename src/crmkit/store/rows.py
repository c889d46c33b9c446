"""What the engine answers, in plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmkit.result import Record


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer in plain values: column names and one tuple per row."""

    columns: tuple[str, ...]
    records: Sequence[Record]
