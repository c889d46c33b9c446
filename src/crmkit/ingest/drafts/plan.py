"""What a draft says: the columns that were guessed, what reading the file by them proved, and what is open."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from crmkit.errors import CrmError
from crmkit.ingest.drafts.guess import Guess
from crmkit.ingest.drafts.measure import DAY_UNKNOWN, Measured
from crmkit.ingest.findings import Finding
from crmkit.ingest.forms.checked import FORMATS
from crmkit.ingest.forms.time_forms import SLASHED
from crmkit.ingest.headers.columns import FORMS
from crmkit.ingest.headers.dialect import Dialect
from crmkit.ingest.headers.dialect_file import NEEDED, Said, headers
from crmkit.messages import Language
from crmkit.result import Note

PLATFORM = "custom"
PINNED = ("rows", "amounts", "basis", "tz", "time_format", "decimal", "currency")
"""What a draft may say above its tables, in this order."""
PROVING = (
    *("order_id", "suborder_id", "refund_id", "buyer", "created_at", "paid_at"),
    *("paid", "price", "due", "refund", "status"),
)
"""Columns without which a later file of the same kind is not read: its money or its people would be others."""
FEWEST = 3
"""How many orders of several rows prove what rows are at least."""
_MAINLAND = re.compile("[单买实货额时间编订数称员态]")
"""Characters that are written so in mainland China alone: amounts beside such headers are yuan."""


@dataclass(slots=True)
class Plan:
    """A draft: ``pins`` are keys above the tables with their values, ``notes`` what is to be decided."""

    guess: Guess
    dialect: Dialect
    measured: Measured | None
    pins: dict[str, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


def dialect_of(guess: Guess) -> Dialect:
    """The dialect of a guess; what is open is taken from the first of its choices, so that the rest can be seen."""
    columns = dict(guess.columns)
    for name, choices in guess.open.items():
        if choices and not any(each in columns for group in NEEDED[guess.kind] if name in group for each in group):
            columns[name] = choices[0]
    spelt = {name: headers([column.header]) for name, column in columns.items()}
    must = tuple(spelt[name][0] for name in PROVING if name in spelt)
    said = Said(currency=guess.currency)
    parts = (PLATFORM, PLATFORM, guess.kind, PLATFORM, guess.basis, must, (), (), spelt)
    return Dialect(*parts, amounts=guess.amounts, said=said)


def planned(guess: Guess, dialect: Dialect, measured: Measured | None, language: Language) -> Plan:
    """What is written down: what the file proves is pinned, what it leaves open is asked."""
    plan = Plan(guess, dialect, measured, notes=list(guess.notes))
    if dialect.said.currency:
        plan.pins["currency"] = dialect.said.currency
    if measured is None:
        return plan
    plan.notes += [_refusal(problem, language) for problem in measured.refused]
    if measured.staged is not None:
        _pin_conventions(plan, measured)
        if dialect.kind == "orders":
            _pin_rows(plan, measured)
            _ask_currency(plan, measured)
        _ask_statuses(plan, measured)
    return plan


def _refusal(problem: CrmError, language: Language) -> Note:
    if problem.code in DAY_UNKNOWN:
        forms = [problem.values[name] for name in ("day_form", "month_form", "year_form") if name in problem.values]
        return Note("decide_day_order", {**problem.values, "first_form": forms[0], "second_form": forms[1]})
    if problem.code == "decimal_unknown":
        return Note("decide_decimal", problem.values)
    return Note("decide_refused", {"reason": problem.message(language), "advice": problem.advice(language) or None})


def _pin_conventions(plan: Plan, measured: Measured) -> None:
    found = measured.conventions
    codes = {problem.code for problem in measured.refused}
    if found.decimal == "," and "decimal_unknown" not in codes:
        plan.pins["decimal"] = ","
    if found.day_order in ("dmy", "mdy") and codes.isdisjoint(DAY_UNKNOWN):
        form = _time_form(plan, found.day_order)
        if form is not None:
            plan.pins["time_format"] = form


def _time_form(plan: Plan, order: str) -> str | None:
    """The one form in which every time of the sample is written; ``None`` where there are several."""
    forms = FORMS[plan.guess.kind]
    cells = {cell for name, column in plan.guess.columns.items() if forms[name] == "time" for cell in column.filled}
    if not cells or not all(re.fullmatch(SLASHED, cell) for cell in cells):
        return None
    first = "%d" if order == "dmy" else "%m"
    return next(
        (form for form in FORMATS if form.startswith(first) and all(_is_of(cell, form) for cell in cells)), None
    )


def _is_of(cell: str, form: str) -> bool:
    try:
        datetime.strptime(cell, form)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True


def _pin_rows(plan: Plan, measured: Measured) -> None:
    staged = measured.staged
    if staged is None or plan.guess.open:
        return
    found = {finding.code: finding for finding in staged.findings}
    if measured.several >= FEWEST and not staged.no_id:
        plan.pins["rows"] = "order" if staged.lines is None else "line"
    unclear = found.get("lines_unclear") or found.get("lines_added")
    if plan.guess.amounts != "check":
        plan.pins["amounts"] = plan.guess.amounts
    elif unclear is not None:
        plan.notes.append(_of("decide_amounts", unclear))
    elif staged.lines is not None and measured.several >= FEWEST:
        plan.pins["amounts"] = "order" if staged.lines.repeats_total else "line"
    if "basis_guessed" in found:
        plan.notes.append(_of("decide_basis", found["basis_guessed"]))
    elif staged.count("refunded"):
        plan.pins["basis"] = "net" if staged.basis == "net" else "gross"
    elif plan.guess.basis == "gross":
        plan.pins["basis"] = "gross"


def _ask_currency(plan: Plan, measured: Measured) -> None:
    staged = measured.staged
    if staged is None or staged.has_currency or plan.dialect.said.currency:
        return
    if not any(_MAINLAND.search(header) for header in staged.match.layout.header):
        plan.notes.append(Note("decide_currency"))


def _ask_statuses(plan: Plan, measured: Measured) -> None:
    staged = measured.staged
    if staged is None:
        return
    if plan.guess.kind == "refunds":
        open_words = [(word, rows) for word, rows, state in measured.statuses if state is None]
        plan.notes += [Note("decide_refund_status", {"value": word, "rows": rows}) for word, rows in open_words]
        return
    unknown = [*staged.unknown, *(found for found in staged.findings if found.code == "line_status_unknown")]
    is_repeated = staged.lines is not None and staged.lines.repeats_total  # then rows add up to more than there is
    plan.notes += [_of("decide_status", replace(each, amount=None) if is_repeated else each) for each in unknown]


def _of(code: Literal["decide_amounts", "decide_basis", "decide_status"], found: Finding) -> Note:
    return Note(code, {"rows": found.rows, "amount": found.amount, "value": found.value})
