"""What reading a file left out or did not understand: facts that every answer from it carries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know of a file: ``code`` names its sentence (group ``note``), ``rows`` counts lines or orders.

    ``amount`` is the money that hangs on it, where that can be told; ``line`` the first line, ``column`` the file's own
    header, ``value`` the word, sheet or reason that it is about.
    """

    code: str
    rows: int
    amount: Decimal | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None
