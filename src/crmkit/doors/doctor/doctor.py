"""Doctor: everything that crmkit stands on, what is fine, what is not, and what to do about it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from crmkit.doors.doctor.store import of_the_store
from crmkit.doors.doctor.surroundings import Surroundings, of_the_machine
from crmkit.messages import Language
from crmkit.result import Result

COLUMNS = ("check", "check_state", "check_finding", "check_advice")


def doctor(around: Surroundings, store: Path | None, *, tz: str | None, today: date, language: Language) -> Result:
    """A row per thing that was looked at; nothing is changed and nothing raised, in whatever state they are."""
    findings = [*of_the_machine(around, tz), *of_the_store(store, today)]
    wrong, notices = (sum(finding.state == state for finding in findings) for state in ("wrong", "notice"))
    return Result(
        "doctor",
        COLUMNS,
        [finding.record(language) for finding in findings],
        facts={"problems": wrong, "notices": notices},
        language=language,
    )
