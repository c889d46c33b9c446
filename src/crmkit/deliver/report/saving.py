"""Where a report goes, refused before any work is done: no form, no place, no browser to print it."""

from __future__ import annotations

from collections.abc import Mapping

from crmkit.deliver.browser import require_browser
from crmkit.deliver.report.forms import FORMS, Form, form_of
from crmkit.deliver.target import Target, check_place, refuse_kept
from crmkit.errors import UsageError


def checked_form(target: Target, name: str | None, command: str) -> Form:
    """The form for ``target``, refused before any work is done; ``command`` is what could be typed instead."""
    return checked(target, name, FORMS, UsageError("report_no_file", command=command))


def checked(target: Target, name: str | None, forms: Mapping[str, Form], missing: UsageError) -> Form:
    """The one of ``forms`` for ``target``; it is ``missing`` where neither it nor a file is named."""
    if target.file is None and name is None:
        raise missing
    refuse_kept(target)
    form = form_of(target.file, name, forms)
    if target.file is None and form.is_binary and target.stdout.isatty():
        raise UsageError("binary_on_terminal", format=form.name)
    check_place(target)
    if form.is_printed:
        require_browser()
    return form
