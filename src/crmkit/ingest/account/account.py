"""The account of a load, as a Result like any other answer: where every line of every file went, and what to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePath

from crmkit.ingest.account.entry import Entry
from crmkit.ingest.account.ledger import Known
from crmkit.ingest.findings import Finding
from crmkit.ingest.headers.dialect import Dialect
from crmkit.notes import Note, found_note, words_together
from crmkit.result import BUYER_OF_TAOBAO, SPARE_LINES, Record, Result

COLUMNS = (
    "file", "contents", "lines", "title_lines", "header_lines", "blank_lines", "total_lines", "loaded_lines",
    "padded_lines", "follow_up_lines", "never_paid_lines", "skipped_lines", "forgotten_lines", "unchanged_lines",
    "older_lines", "rejected_lines",
)  # fmt: skip


def account(entries: Sequence[Entry], known: Sequence[Known], others: Sequence[Finding], *, dry_run: bool) -> Result:
    """The account of one load; the days and amounts are of the files, not of the store, but for ``others``."""
    days = [day for entry in entries for day in (entry.staged.first_day, entry.staged.last_day) if day]
    again = [_again(file) for file in known]
    facts: dict[str, object] = {
        "new_records": sum(entry.verdicts.new for entry in entries),
        "updated_records": sum(entry.verdicts.updated for entry in entries),
        "rejected_lines": sum(entry.staged.line_counts.quarantined for entry in entries)
        + sum(file.quarantined_lines for file in known),
    }
    if days:
        facts |= {"data_from": min(days), "data_to": max(days)}
    if orders := _identity(entries):
        facts |= orders
    return Result(
        "load",
        COLUMNS,
        [*(entry.record() for entry in entries), *again],
        params={"dry_run": dry_run},
        spare=SPARE_LINES,
        facts=facts,
        notes=_without_folders((*_notes(entries, known, dry_run), *(_note(None, found) for found in others))),
    )


def _without_folders(notes: Sequence[Note]) -> tuple[Note, ...]:
    """``notes`` with the names of files alone; where two have the same name, with their folders."""
    paths = {str(note.values["file"]) for note in notes if note.values.get("file") is not None}
    if len({PurePath(path).name for path in paths}) < len(paths):
        return tuple(notes)
    return tuple(
        replace(note, values={name: _alone(name, value) for name, value in note.values.items()}) for note in notes
    )


def _alone(name: str, value: object) -> object:
    """A value of a note; a path as the name of its file."""
    return PurePath(str(value)).name if value is not None and name in ("file", "earlier") else value


def _again(file: Known) -> Record:
    around = file.title_lines + file.header_lines + file.blank_lines + file.total_lines + file.quarantined_lines
    apart = (file.follow_up_lines, file.never_paid_lines, file.skipped_lines, file.forgotten_lines)
    return (
        file.name, file.kind, file.lines, file.title_lines, file.header_lines, file.blank_lines, file.total_lines,
        0, 0, *apart, file.lines - around - sum(apart), 0, file.quarantined_lines,
    )  # fmt: skip


def _identity(entries: Sequence[Entry]) -> dict[str, object]:
    """The share of order rows by the kind of identity they were found with."""
    orders = [entry.staged for entry in entries if entry.staged.kind == "orders"]
    total = sum(staged.count("records") for staged in orders)
    if not total:
        return {}
    shares = {}
    for fact, names in (
        ("by_nick_share", ("by_nick",)),
        ("by_phone_share", ("by_phone",)),
        ("by_address_share", ("by_address",)),
        ("unidentified_share", ("masked", "unidentified")),
    ):
        shares[fact] = sum(staged.count(name) for staged in orders for name in names) / total
    return dict(shares)


def _notes(entries: Sequence[Entry], known: Sequence[Known], dry_run: bool) -> list[Note]:
    notes = []
    for file in known:
        notes.append(Note("already_loaded", {"file": file.name, "earlier": file.earlier}))
    for entry in entries:
        notes += _file_notes(entry)
    if any(entry.staged.line_counts.rejects for entry in entries) and not dry_run:
        notes.append(Note("look_at_rejects", {}))
    if dry_run:
        notes.append(Note("dry_run", {}))
    return notes


def _file_notes(entry: Entry) -> list[Note]:
    staged, verdicts = entry.staged, entry.verdicts
    name = staged.source.name
    notes = [Note("file_read", {"file": name, "dialect": staged.match.dialect.title, "encoding": staged.encoding})]
    if not verdicts.new and not verdicts.updated:
        notes.append(Note("nothing_new", {"file": name}))
    notes += words_together(note_of(name, finding) for finding in entry.findings)
    if staged.kind != "orders":
        return [*notes, *words_together(note_of(name, found) for found in staged.unknown)]
    if staged.count("refunded") and staged.match.dialect.basis == "check" and not _has_finding(entry, "basis_"):
        notes.append(note_of(name, Finding(f"basis_{staged.basis}", staged.count("refunded"))))
    if len(staged.currencies) > 1 and not _has_finding(entry, "currency_"):
        notes.append(Note("currencies_several", {"file": name, "currencies": ", ".join(staged.currencies)}))
    notes += words_together(note_of(name, found) for found in staged.unknown)
    if staged.count("unsplit_titles"):
        notes.append(Note("titles_unsplit", {"file": name, "orders": staged.count("unsplit_titles")}))
    if staged.count("records") and staged.count("records") == staged.count("unidentified") + staged.count("masked"):
        notes.append(_of_unidentified(name, staged.match.dialect))
    return notes


def _of_unidentified(file: str, dialect: Dialect) -> Note:
    """What to say of orders without a buyer: nothing helps where the platform exports none."""
    if "buyer" not in dialect.columns and dialect.name != "mapped":
        return Note("no_buyer_column", {"file": file})
    return Note("no_buyers", {"file": file, "column": BUYER_OF_TAOBAO if dialect.platform == "taobao" else None})


def note_of(file: str, found: Finding) -> Note:
    """What was found in ``file``, as a note of the account."""
    return replace(_note(file, found), found=False)  # an account lists all of it


def _note(file: str | None, found: Finding) -> Note:
    return found_note(file, found.code, found.rows, found.amount, found.line, found.column, found.value)


def _has_finding(entry: Entry, beginning: str) -> bool:
    return any(finding.code.startswith(beginning) for finding in entry.findings)
