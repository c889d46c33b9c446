"""``[[report]]`` and ``[[digest]]``: the report of a shop, in the forms that its files ask for: all appear or none."""

from __future__ import annotations

import contextlib
import os
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast, get_args

from crmkit.byte_names import storable
from crmkit.deliver.browser import require_browser
from crmkit.deliver.recipes.bench import Bench, Means
from crmkit.deliver.recipes.names import filled, require_places
from crmkit.deliver.recipes.questions import SCOPE, read_scope
from crmkit.deliver.recipes.steps import Done, Work
from crmkit.deliver.recipes.table import Table
from crmkit.deliver.report.forms import Form, form_of
from crmkit.deliver.report.headline import Unit
from crmkit.deliver.report.mailing import asked_again, digest_form
from crmkit.deliver.site.folder import NAMES, check_folder, drop_former, made_folder, writings_of
from crmkit.deliver.target import Writing, write_all
from crmkit.paths import make_folders


@dataclass(frozen=True, slots=True)
class Wish:
    """Which report is wanted of which shops, the files it goes into, each in its form, and the folder of a site.

    ``reader`` is the folder where its reader types commands; ``None`` for a mail, which may be read anywhere.
    """

    files: tuple[tuple[str, Form], ...]
    site: str | None
    period: Unit | None
    reveal: bool
    scope: Mapping[str, Any]
    reader: Path | None


def read_report(table: Table) -> Work:
    """``output``: pages, workbooks, PDF, Markdown or text, by their suffix; ``site``: a folder of pages."""
    site = table.text("site")
    return _read(table, "report", lambda output: form_of(Path(output), None), site)


def read_digest(table: Table) -> Work:
    """``output``: the text of a mail, or with a suffix of HTML its body."""
    return _read(table, "digest", lambda output: digest_form(Path(output), html=False))


def _read(table: Table, title: str, form: Callable[[str], Form], site: str | None = None) -> Work:
    typed = table.texts("output")
    if not typed and site is None:
        table.needed("output", f"{title}-{{as_of}}.html")
    for output in typed:
        require_places(table, "output", output)
    if site is not None:
        require_places(table, "site", site)
    outputs = [str(table.path("output", output)) for output in typed]
    folder = None if site is None else str(table.path("site", site))
    with table.placing("output"):
        files = tuple((output, form(output)) for output in outputs)
        if any(found.is_printed for _, found in files):
            require_browser()
    period = cast("Unit | None", table.choice("period", get_args(Unit)))
    reader = None if title == "digest" else table.place.folder
    wish = Wish(files, folder, period, table.flag("reveal"), read_scope(table), reader)
    written = [*outputs, *([] if folder is None else [str(Path(folder) / name) for name in NAMES])]
    task = " ".join([title, *(f"-> {place}" for place in (*typed, *filter(None, [site])))])
    return Work(title, task, partial(_write, wish=wish), outputs=tuple(map(Path, written)))


def _write(bench: Bench, *, wish: Wish) -> Done:
    from crmkit.deliver.report.report import report
    from crmkit.deliver.site.site import pages
    from crmkit.deliver.site.wish import Wish as Site

    means = bench.means
    language = means.language or means.spoken
    made = report(bench.shop(wish.scope), period=wish.period, reveal=wish.reveal, language=language)
    at = _asked(means, wish)
    made = replace(made, at=at, at_named=at, asked=asked_again(period=wish.period, reveal=wish.reveal))
    writings = []
    for output, form in wish.files:
        path = Path(filled(output, made.as_of))
        with contextlib.suppress(OSError):  # where no folder can be made, the writing says so
            make_folders(path.parent)
        content = form.made(made)
        writings.append(Writing(path, partial(_fill, content=content)))
    if wish.site is None:
        write_all(writings, means.keep)
    else:
        folder = Path(filled(wish.site, made.as_of))
        check_folder(folder, means.keep)
        found = pages(bench.shop(wish.scope), Site(None, wish.period, wish.reveal, language, at=at), made)
        writings += writings_of(folder, found)
        with made_folder(folder):
            write_all(writings, means.keep)
        drop_former(folder, found)
    return Done(files=tuple(writing.file for writing in writings))


def _asked(means: Means, wish: Wish) -> str:
    """What says on a command line which data the report is of and in which language, for the commands in it."""
    words = _store_said(means, wish.reader)
    for name in SCOPE:
        said = wish.scope.get(name) or ()
        words += [word for value in ([said] if isinstance(said, str) else said) for word in (f"--{name}", value)]
    return storable(shlex.join([*words, *(["--lang", means.language] if means.language else [])]))


def _store_said(means: Means, reader: Path | None) -> list[str]:
    """Nothing for the store that commands use anyhow; else where it lies, seen from the folder of the ``reader``."""
    store = means.store.absolute()
    if means.usual is not None and means.usual.absolute() == store:
        return []
    with contextlib.suppress(ValueError):  # on another drive there is no way from here to there
        if reader is not None:
            return ["--store", os.path.relpath(store, reader.absolute())]
    return ["--store", str(store)]


def _fill(stream: BinaryIO, *, content: bytes) -> int:
    return stream.write(content)
