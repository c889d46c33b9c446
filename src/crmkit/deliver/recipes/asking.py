"""``[[ask]]``: an analysis, and the files that its answer goes into: all of them appear or none."""

from __future__ import annotations

import contextlib
import glob
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from crmkit.deliver.publish import Copy, publish_files
from crmkit.deliver.recipes.bench import Bench
from crmkit.deliver.recipes.names import filled, has_places, require_places
from crmkit.deliver.recipes.questions import Question, files_of, read_question
from crmkit.deliver.recipes.steps import Done, Work
from crmkit.deliver.recipes.table import Table
from crmkit.deliver.target import Target, format_for
from crmkit.errors import UsageError
from crmkit.messages import Language
from crmkit.paths import make_folders
from crmkit.render.formats import FORMATS, format_named, require_suffix


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer leaves: under the names of the command line."""

    outputs: tuple[str, ...]
    format: str | None
    limit: int | None
    excel: bool
    reveal: bool


def read(table: Table) -> Work:
    """The question, and where its answer goes."""
    outputs = table.texts("output")
    delivery = Delivery(
        tuple(str(table.path("output", output)) for output in outputs),
        table.choice("format", FORMATS),
        table.whole("limit"),
        table.flag("excel"),
        table.flag("reveal"),
    )
    for output in delivery.outputs:
        _check(output, delivery, table)
    question = read_question(table, every_row=bool(outputs))
    if not question.is_of_a_day and any(map(has_places, outputs)):
        raise table.fault("recipe_no_day", "output")
    task = " ".join([question.analysis, *(f"-> {output}" for output in outputs)])
    return Work(
        question.analysis,
        task,
        partial(_ask, question=question, delivery=delivery),
        outputs=tuple(map(Path, delivery.outputs)),
        inputs=tuple(glob.escape(str(table.place.path(name))) for name in files_of(table, question.analysis)),
        question=question,
    )


def _check(output: str, delivery: Delivery, table: Table) -> None:
    """Refuse a name that could not be written, before anything is computed."""
    require_places(table, "output", output)
    with table.placing("output"):
        name = format_for(Target(sys.stdout, Path(output), excel=delivery.excel), delivery.format)
        if delivery.excel and name != "csv":
            raise UsageError("idle_excel", format=name)
        require_suffix(output, name)


def _ask(bench: Bench, *, question: Question, delivery: Delivery) -> Done:
    if not delivery.outputs:
        return Done(rows=len(bench.answer(question).records))
    copies = [_copy(bench, question, delivery, output) for output in delivery.outputs]
    _make_folders([copy.target.file for copy in copies])
    _, files = publish_files(copies)
    rows = len(copies[0].result.records)
    limit = delivery.limit or rows
    return Done(rows=min(rows, limit), files=tuple(file for file, _ in files))


def _copy(bench: Bench, question: Question, delivery: Delivery, output: str) -> Copy:
    """The answer in the language of who reads the file, which bears the day of the answer."""
    means = bench.means
    named = Target(sys.stdout, Path(output), keep=means.keep, excel=delivery.excel)
    language = means.language or _language_of(named, delivery.format, means.spoken)
    answer = bench.answer(question, language)
    target = replace(named, path=Path(filled(output, answer.as_of)))
    return Copy(answer, target, language, delivery.format, delivery.limit, delivery.reveal)


def _language_of(target: Target, format: str | None, spoken: Language) -> Language:
    """That of the reader, unless it is for scripts, which never depend on the locale."""
    entry = format_named(format_for(target, format))
    return spoken if entry.human or entry.is_workbook or target.for_excel else "en"


def _make_folders(files: Sequence[Path | None]) -> None:
    """The folders of the outputs, which may bear the day; where one cannot be made, the writing says so."""
    for file in files:
        if file is not None:
            with contextlib.suppress(OSError):
                make_folders(file.parent)
