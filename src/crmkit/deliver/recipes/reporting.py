"""``[[report]]`` and ``[[digest]]``: the report of a shop, in the forms that its files ask for: all appear or none."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, cast, get_args

from crmkit.deliver.browser import require_browser
from crmkit.deliver.recipes.bench import Bench
from crmkit.deliver.recipes.names import filled, has_places_only
from crmkit.deliver.recipes.questions import SCOPE
from crmkit.deliver.recipes.steps import Done, Work
from crmkit.deliver.recipes.table import Table
from crmkit.deliver.report.forms import Form, form_of
from crmkit.deliver.report.headline import Unit
from crmkit.deliver.report.mailing import digest_form
from crmkit.deliver.target import Writing, write_all


@dataclass(frozen=True, slots=True)
class Wish:
    """Which report is wanted of which shops, and the files it goes into, each in its form."""

    files: tuple[tuple[str, Form], ...]
    period: Unit | None
    reveal: bool
    scope: Mapping[str, Any]


def read_report(table: Table) -> Work:
    """``output``: pages, workbooks, PDF, Markdown or text, by their suffix."""
    return _read(table, "report", lambda output: form_of(Path(output), None))


def read_digest(table: Table) -> Work:
    """``output``: the text of a mail, or with a suffix of HTML its body."""
    return _read(table, "digest", lambda output: digest_form(Path(output), html=False))


def _read(table: Table, title: str, form: Callable[[str], Form]) -> Work:
    typed = table.texts("output")
    if not typed:
        table.needed("output", f"{title}-{{as_of}}.html")
    for output in typed:
        if not has_places_only(output):
            raise table.wrong("output", f'output = "{title}-{{as_of}}.html"')
    outputs = [str(table.place.path(output)) for output in typed]
    with table.placing():
        files = tuple((output, form(output)) for output in outputs)
        if any(found.is_printed for _, found in files):
            require_browser()
    wish = Wish(
        files, cast("Unit | None", table.choice("period", get_args(Unit))), table.flag("reveal"), table.shaped(SCOPE)
    )
    task = " ".join([title, *(f"-> {output}" for output in typed)])
    return Work(title, task, partial(_write, wish=wish), outputs=tuple(map(Path, outputs)))


def _write(bench: Bench, *, wish: Wish) -> Done:
    from crmkit.deliver.report.report import report

    means = bench.means
    made = report(
        bench.shop(wish.scope), period=wish.period, reveal=wish.reveal, language=means.language or means.spoken
    )
    writings = []
    for output, form in wish.files:
        path = Path(filled(output, made.as_of))
        with contextlib.suppress(OSError):  # where no folder can be made, the writing says so
            path.parent.mkdir(parents=True, exist_ok=True)
        content = form.made(made)
        writings.append(Writing(path, partial(_fill, content=content)))
    write_all(writings, means.keep)
    return Done(files=tuple(writing.file for writing in writings))


def _fill(stream: BinaryIO, *, content: bytes) -> int:
    return stream.write(content)
