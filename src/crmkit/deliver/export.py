"""Export: the data for other programs. A star of tables in a folder, or a list of contacts for a CRM in a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from crmkit.deliver.contacts.contacts import check_file, contacts
from crmkit.deliver.contacts.forms import form_of
from crmkit.deliver.kept import NOTHING, Kept
from crmkit.deliver.star import star as stars
from crmkit.deliver.star.folder import check_folder
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.result import Result
from crmkit.store.store import Store

if TYPE_CHECKING:
    from crmkit.customers.conditions.where import Where


def check(
    target: Path, *, star: bool, crm: str | None, format: str | None, where: object, keep: Kept = NOTHING
) -> None:
    """Refuse what could not be exported, before anything is read or computed; errors as of ``export``."""
    if star == (crm is not None):
        raise UsageError("export_what")
    if star:
        if where is not None:
            raise UsageError("idle_with_star", option="--where")
        if format not in (None, "parquet", "csv"):
            raise UsageError("option_value", option="--format", value=format, allowed="parquet, csv")
        check_folder(target, stars.names_of(format or "parquet"), keep)
        return
    if format is not None:
        raise UsageError("idle_with_crm", option="--format")
    check_file(target, form_of(str(crm)), keep)


def export(
    store: Store,
    target: str | Path,
    *,
    star: bool = False,
    crm: str | None = None,
    format: stars.StarFormat | None = None,
    as_of: date | str | None = None,
    segments: str | None = None,
    tags: Path | None = None,
    where: Where | str | None = None,
    reveal: bool = False,
    language: Language | None = None,
) -> Result:
    """Write the data for other programs: ``star`` into a folder, or contacts for a ``crm`` into a file.

    Nothing but an earlier export of the same kind is replaced. Personal columns are masked unless ``reveal``.

    Args:
        store: an open store.
        target: the folder of a star, or the CSV file of contacts.
        star: write facts, dimensions and ``datapackage.json``, which describes them.
        crm: write contacts with the column names of ``hubspot``, ``salesforce`` or ``youzan``.
        format: of the tables of a star, ``parquet`` or ``csv``; ``parquet`` when ``None``.
        as_of: the last day that is known; the last day of a purchase when ``None``, and then all orders are exported.
        segments: the map of segments, as in ``segment``.
        tags: a file of your own tags, beside those of the vocabulary.
        where: a condition on customers; only those who match are in the list of contacts.
        reveal: write names and order numbers as they are.
        language: of texts in the files; English when ``None``, or that of the CRM.

    Returns:
        What was written: one row per table, or per column of the list.

    Raises:
        UsageError: an argument has no meaning, or the folder is a file.
        Refused: something else is there.
        NotEnoughError: there is no order, or no customer who matches.
        StoreError: it could not be written; then what was there is as it was.
    """
    place = Path(target)
    check(place, star=star, crm=crm, format=format, where=where)
    if crm is None:
        return stars.star(
            store, place, format=format or "parquet", as_of=as_of, segments=segments, tags=tags, reveal=reveal,
            language=language or "en",
        )  # fmt: skip
    form = form_of(crm)
    return contacts(
        store, place, form, as_of=as_of, segments=segments, tags=tags, where=where, reveal=reveal,
        language=language or form.language,
    )  # fmt: skip
