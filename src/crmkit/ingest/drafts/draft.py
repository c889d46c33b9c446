"""``crmkit dialect``: look at a file, write down what it seems to be and what its owner has to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from crmkit.errors import UsageError
from crmkit.ingest.drafts.column import Column
from crmkit.ingest.drafts.guess import Guess, guessed
from crmkit.ingest.drafts.measure import measure
from crmkit.ingest.drafts.plan import PINNED, Plan, dialect_of, planned
from crmkit.ingest.drafts.sample import Sample, look
from crmkit.ingest.drafts.write import is_shown, written
from crmkit.ingest.files.inputs import gather
from crmkit.ingest.files.source import Source
from crmkit.ingest.headers.columns import FORMS
from crmkit.ingest.headers.dialect import Dialect, installed, parse
from crmkit.ingest.headers.layout import canonical_header
from crmkit.messages import Language
from crmkit.result import Result
from crmkit.store.private import private_folder

DRAFT = "draft"
"""The part of the answer that holds the text of the draft."""


def dialect(
    file: str | Path, *, encoding: str | None = None, dialect_folder: Path | None = None, language: Language = "en"
) -> Result:
    """A draft dialect for ``file``: a row per column, the notes are what its owner has to decide.

    The text of the TOML file is the one cell of the part ``draft``; a file that a dialect reads already begins with
    that one. No cell with personal data is in it.

    Raises:
        UsageError: the file holds several files.
        InputError: it cannot be read, or no line of it looks like a header.
    """
    with private_folder(None) as folder:
        sources = gather([str(file)], folder)
        if len(sources) != 1:
            raise UsageError("dialect_of_several", where=str(file), files=", ".join(each.name for each in sources))
        source = sources[0]
        sample = look(source, folder, encoding, installed(dialect_folder))
        plan = _plan(source, sample, encoding, language)
        text = written(plan, Path(source.name).name, sample.columns, language)
        loads = _loads(source, text, encoding)
    return _answer(plan, sample, text, loads=loads)


def _plan(source: Source, sample: Sample, encoding: str | None, language: Language) -> Plan:
    if sample.dialect is not None:
        known = replace(sample.dialect, is_asked=True)
        guess = _found(known, sample.columns)
        return planned(guess, known, measure(source, known, encoding, _words(guess)), language)
    guess = guessed(sample.columns)
    own = dialect_of(guess)
    is_whole = all(guess.open.values())
    return planned(guess, own, measure(source, own, encoding, _words(guess)) if is_whole else None, language)


def _words(guess: Guess) -> Sequence[str]:
    """The states of refunds, as far as they were looked at."""
    return guess.columns["status"].filled if guess.kind == "refunds" and "status" in guess.columns else ()


def _found(known: Dialect, columns: Sequence[Column]) -> Guess:
    """Which columns a dialect finds in a file that it reads."""
    by_name = {canonical_header(column.header): column for column in reversed(columns)}
    guess = Guess(known.kind, basis=known.basis, amounts=known.amounts)
    for name in FORMS[known.kind]:
        spelt = next((each for each in known.columns.get(name, ()) if each in by_name), None)
        if spelt is not None:
            guess.columns[name] = by_name[spelt]
    return guess


def _loads(source: Source, text: str, encoding: str | None) -> bool:
    """Whether the draft can be used without changes."""
    try:
        own = parse(DRAFT, text)
    except UsageError:
        return False
    return not measure(source, own, encoding).refused


def _answer(plan: Plan, sample: Sample, text: str, *, loads: bool) -> Result:
    meanings = {column.header: name for name, column in plan.guess.columns.items()}
    rows = []
    for column in sample.columns:
        name = meanings.get(column.header)
        shown = name is not None and is_shown(name, plan)
        rows.append((column.header, name, column.form, " | ".join(column.examples(shown=shown))))
    words = plan.measured.statuses if plan.measured is not None else ()
    statuses = [(word, state, count) for word, count, state in words]
    return Result(
        "dialect",
        ("header", "meaning", "cell_form", "examples"),
        rows,
        facts=_facts(plan, loads=loads),
        notes=tuple(plan.notes),
        parts={
            **({"statuses": Result("statuses", ("status_word", "taken_as", "found_rows"), statuses)} if words else {}),
            DRAFT: Result(DRAFT, ("toml",), [(text,)]),
        },
        unseen=(DRAFT,),
    )


def _facts(plan: Plan, *, loads: bool) -> dict[str, object]:
    staged = plan.measured.staged if plan.measured is not None else None
    facts: dict[str, object] = {
        "contents": plan.guess.kind,
        "known_as": plan.dialect.name if plan.dialect.is_asked else None,
        "loads": loads,
        "decisions": len(plan.notes),
        **{f"draft_{key}": plan.pins.get(key) for key in PINNED},
    }
    if plan.measured is not None and staged is not None:
        facts |= {
            "encoding": staged.encoding,
            "draft_lines": staged.line_counts.records,
            "draft_orders": plan.measured.orders or None,
        }
    return facts
