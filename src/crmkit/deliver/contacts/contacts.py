"""Contacts: who the customers are and what is known of them, in the columns that a CRM imports."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from crmkit.analyses.profile.profile import profile
from crmkit.deliver.contacts.forms import Column, Form
from crmkit.deliver.kept import NOTHING, Kept
from crmkit.deliver.target import Target, check_place, failing, refuse_kept, write_whole
from crmkit.errors import Refused, UsageError
from crmkit.messages import Language
from crmkit.notes import Note
from crmkit.privacy.mask import mask
from crmkit.render.cells import coded
from crmkit.render.formats import is_for_excel
from crmkit.render.render import render
from crmkit.result import Frame, Result
from crmkit.screen import Screen, Sentence, Table
from crmkit.store.store import Store
from crmkit.vocabulary import Heading, Word, word

if TYPE_CHECKING:
    import polars

    from crmkit.customers.conditions.where import Where

COLUMNS = ("contact_column", "contact_holds", "is_own_field")
MIND = ("contacts_masked", "contacts_need", "contacts_known_by", "contacts_own")
"""What is to be done before the list can be imported."""


def check_file(file: Path, form: Form, keep: Kept = NOTHING) -> None:
    """Refuse a file that is no CSV, or that is there and no earlier list for the same CRM.

    Raises ``UsageError``, ``Refused`` and ``StoreError``.
    """
    refuse_kept(target := Target(sys.stdout, file, keep))
    if file.suffix.lower() != ".csv" or is_for_excel(file.name):
        raise UsageError("export_not_csv", where=str(file))
    check_place(target)
    if file.is_file():
        head = _head(form)
        with failing(file), file.open("rb") as stream:
            begins = stream.read(len(head))
        if begins not in (b"", head):
            raise Refused("export_file_taken", where=str(file), crm=form.title)


def contacts(
    store: Store,
    file: Path,
    form: Form,
    *,
    as_of: date | str | None,
    segments: str | None,
    tags: Path | None,
    where: Where | str | None,
    reveal: bool,
    language: Language,
) -> Result:
    """Write the customers that ``where`` holds for, the biggest spender first; what each column of the list holds."""
    known = profile(store, as_of=as_of, segments=segments, tags=tags, detail=True, where=where, language=language)
    rows = cast(Frame, known.records).frame
    columns = tuple(_heading(column) for column in form.columns)
    listed = Result("contacts", columns, Frame(_filled(rows, form, language)))
    safe = listed if reveal else mask(listed)
    check_file(file, form)
    write_whole(file, NOTHING, partial(render, safe, format="csv", language=language))
    return replace(
        known,
        name="export",
        columns=COLUMNS,
        records=[(column.heading, column.holds, column.is_own) for column in form.columns],
        notes=(*_notes(form, reveal), *known.notes),
        parts={name: part for name, part in known.parts.items() if name in known.unseen},
        params={**known.params, "crm": form.crm},
        facts={"customers": rows.height},
        definition=(),
        answer=(Sentence("contacts_written", {"customers": rows.height, "crm": form.title, "file": str(file)}),),
        screen=Screen((Table(COLUMNS, rows=len(form.columns)),), mind=MIND, most_mind=len(MIND)),
        tables=(),
    )


def _head(form: Form) -> bytes:
    """The first line of a list."""
    return (",".join(column.heading for column in form.columns) + "\n").encode()


def _heading(column: Column) -> Heading:
    """A column with the kind and the privacy of what it holds; codes are written in words."""
    held = word(column.holds) if column.holds else None
    kind = "text" if held is None or held.kind == "code" else held.kind
    privacy = "open" if held is None else held.privacy
    return Heading(Word(column.heading, kind, zh=column.heading, en=column.heading, privacy=privacy))


def _filled(rows: polars.DataFrame, form: Form, language: Language) -> polars.DataFrame:
    """The columns of ``form`` with what they hold."""
    import polars as pl

    def column(each: Column) -> pl.Series:
        if each.holds is None:
            return pl.Series(each.heading, [None] * rows.height, dtype=pl.String())
        held = rows[each.holds]
        if word(each.holds).kind == "code":
            words = {code: coded("code", code, language) for code in held.unique().drop_nulls()}
            held = held.replace_strict(words, default=None, return_dtype=pl.String())
        return held.alias(each.heading)

    return pl.DataFrame([column(each) for each in form.columns])


def _notes(form: Form, reveal: bool) -> Iterator[Note]:
    """What is to be done before the list can be imported."""
    if not reveal:
        yield Note("contacts_masked")
    if form.needs is not None:
        yield Note("contacts_need", {"crm": form.title, "column": form.needs})
    if form.known_by is not None:
        yield Note("contacts_known_by", {"crm": form.title, "column": form.known_by})
    if form.own:
        yield Note("contacts_own", {"crm": form.title, "fields": ", ".join(form.own)})
