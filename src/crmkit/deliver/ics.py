"""A plan as a calendar file (iCalendar, RFC 5545): a whole day for each occasion, with a reminder before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

from crmkit.messages import Language, say
from crmkit.periods import days_apart, days_later
from crmkit.result import Result

WIDTH = 75
"""Bytes of a line at most; a longer one goes on behind a blank."""
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_file(result: Result, language: Language) -> str:
    """The occasions of the answer ``calendar`` as a text with the line ends of the standard; same plan, same bytes."""
    rows: list[dict[str, Any]] = [dict(zip(result.columns, record, strict=True)) for record in result.records]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//crmkit//calendar//EN", "CALSCALE:GREGORIAN"]
    for row in rows:
        lines += _event(row, result.as_of or row["occasion_on"], language)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(row: dict[str, Any], as_of: date, language: Language) -> Iterator[str]:
    day: date = row["occasion_on"]
    name = str(row["occasion"])
    digest = hashlib.sha256(f"{row['occasion_code']}|{name}|{day.isoformat()}".encode()).hexdigest()[:32]
    customers = "-" if row["customers"] is None else row["customers"]
    said = say("text", "ics_customers", language, {"condition": row["condition"], "customers": customers})
    yield "BEGIN:VEVENT"
    yield f"UID:{digest}@crmkit"
    yield f"DTSTAMP:{as_of:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{days_later(day, 1):%Y%m%d}"
    yield f"SUMMARY:{name.translate(_ESCAPED)}"
    yield f"DESCRIPTION:{said.translate(_ESCAPED)}"
    yield "TRANSP:TRANSPARENT"
    before = days_apart(row["contact_on"], day)
    if before > 0:
        yield from ("BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{before}D", f"DESCRIPTION:{name.translate(_ESCAPED)}")
        yield "END:VALARM"
    yield "END:VEVENT"


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 bytes, none of which ends within a character."""
    part = ""
    for character in line:
        if len((part + character).encode()) > WIDTH:
            yield part
            part = " "
        part += character
    yield part
