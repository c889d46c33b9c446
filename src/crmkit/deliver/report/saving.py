"""How a report leaves: in the form that the file's suffix names, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from crmkit.deliver.browser import require_browser
from crmkit.deliver.report.forms import Form, form_of
from crmkit.deliver.target import Target, check_place, write_whole
from crmkit.errors import UsageError
from crmkit.render.report.document import Report


def save_report(report: Report, path: str | Path) -> None:
    """Write ``report`` to ``path``, as a page, a workbook, PDF, Markdown or text by its suffix.

    Names are masked as the report was asked for. A file that is there is replaced in one step or not at all.

    Raises:
        UsageError: no form has this suffix, ``path`` is a folder, or no browser is there to print PDF.
        Refused: ``path`` is a link or a device.
        StoreError: it could not be written.
    """
    form = form_of(Path(path), None)
    write_whole(Path(path), (), lambda stream: stream.write(form.made(report)))


def checked_form(target: Target, name: str | None, command: str) -> Form:
    """The form for ``target``, refused before any work is done; ``command`` is what could be typed instead."""
    if target.file is None and name is None:
        raise UsageError("report_no_file", command=command)
    if target.file is not None and target.file.is_dir():
        raise UsageError("output_is_folder", where=str(target.file))
    form = form_of(target.file, name)
    if target.file is None and form.is_binary and target.stdout.isatty():
        raise UsageError("binary_on_terminal", format=form.name)
    check_place(target)
    if form.is_printed:
        require_browser()
    return form
