"""The report as a mail: which form it has, and the commands in it as they have to be typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import PurePath

from crmkit.deliver.report.forms import FORMS, Form
from crmkit.deliver.report.headline import Unit
from crmkit.deliver.report.report import report
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.render.report.document import Report
from crmkit.store.store import Store

TEXT = FORMS["txt"]
HTML = Form("html", (".html", ".htm"), "render.report.as_mail", "mail")


def digest_form(file: PurePath | None, *, html: bool) -> Form:
    """Plain text, or HTML where that or a file of that suffix is asked for.

    Raises:
        UsageError: the suffix is that of something else.
    """
    suffix = "" if file is None else file.suffix.lower()
    if suffix in HTML.suffixes or (html and not suffix):
        return HTML
    if html and suffix in TEXT.suffixes:
        raise UsageError("digest_suffix", where=str(file), suffix=suffix)
    if file is not None and suffix not in TEXT.suffixes:
        known = ", ".join((*TEXT.suffixes, *HTML.suffixes))
        raise UsageError("unknown_suffix", where=str(file), value=suffix, known=known)
    return HTML if html else TEXT


def digest(
    store: Store, *, as_of: date | None, period: Unit | None, reveal: bool, language: Language, at: str, asked: str
) -> Report:
    """The report whose commands name the data ``at`` which they were asked for, and what else was ``asked``."""
    made = report(store, as_of=as_of, period=period, reveal=reveal, language=language)
    return replace(made, at=at, at_named=at, asked=asked)


def asked_again(*, period: str | None, reveal: bool) -> str:
    """What was said of a report beside its data, ready to be typed; nothing of what was left to the program."""
    return " ".join([*(["--period", period] if period else []), *(["--reveal"] if reveal else [])])
