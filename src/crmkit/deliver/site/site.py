"""A site: the report of a shop and, beside it, pages to browse, all of one day and in one folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from crmkit.deliver.kept import NOTHING, Kept
from crmkit.deliver.report.headline import Unit
from crmkit.deliver.report.mailing import asked_again
from crmkit.deliver.report.report import report
from crmkit.deliver.site.folder import INDEX, check_folder, drop_former, made_folder, writings_of
from crmkit.deliver.site.leaves import leaves
from crmkit.deliver.site.wish import Wish
from crmkit.deliver.target import write_all
from crmkit.messages import Language
from crmkit.render.report.document import Report
from crmkit.render.report.page import page
from crmkit.render.site.leaf import leaf_page, leaf_title
from crmkit.store.store import Store


def save_site(
    store: Store,
    folder: str | Path,
    *,
    as_of: date | str | None = None,
    period: Unit | None = None,
    reveal: bool = False,
    language: Language = "en",
) -> Report:
    """Write the report and a page of all customers, to sort, filter and search, into ``folder`` (made if missing).

    An earlier site there is replaced. Nothing else in the folder is touched.

    Args:
        store: an open store; the page of customers also shows the days of its snapshots.
        folder: where the pages go.
        as_of: the last day that counts; the last day of a purchase when ``None``.
        period: what the headline numbers are of, as in ``report``.
        reveal: with buyers' names as they are, not masked.
        language: of all pages.

    Returns:
        The report that is the first page.

    Raises:
        UsageError: an argument has no meaning, or ``folder`` is a file.
        Refused: a file of the name of a page is something else.
        NotEnoughError: there is no paid order at all.
        StoreError: it could not be written; then no page has changed, unless it is the last step that fails.
    """
    return write_site(store, Path(folder), Wish(as_of, period, reveal, language))


def write_site(store: Store, folder: Path, wish: Wish, keep: Kept = NOTHING) -> Report:
    """As ``save_site``; files of ``keep`` are never overwritten."""
    check_folder(folder, keep)
    made = report(store, as_of=wish.as_of, period=wish.period, reveal=wish.reveal, language=wish.language)
    made = replace(made, at=wish.at, at_named=wish.at, asked=asked_again(period=wish.period, reveal=wish.reveal))
    found = pages(store, wish, made)
    with made_folder(folder):
        write_all(writings_of(folder, found), keep)
    drop_former(folder, found)
    return made


def pages(store: Store, wish: Wish, made: Report) -> Mapping[str, str]:
    """The pages by the names of their files, the report ``made`` last, so that it never leads to what is not there."""
    found = [replace(leaf, currency=made.currency, shop=made.shop) for leaf in leaves(store, wish)]
    names = {"report": INDEX, **{leaf.name: f"{leaf.name}.html" for leaf in found}}
    beside = [(file, leaf_title(name, wish.language)) for name, file in names.items()]
    return {**{names[leaf.name]: leaf_page(leaf, beside) for leaf in found}, INDEX: page(made, beside)}
