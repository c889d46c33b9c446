"""The one output: every answer is masked, rendered and written here, so that no path can forget one of the three."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TextIO, cast

from crmkit.deliver.target import Target, Writing, check, format_for, write_all, write_whole
from crmkit.errors import StoreError
from crmkit.messages import Language
from crmkit.privacy.mask import mask
from crmkit.render.formats import format_named
from crmkit.render.hints import repeated, with_place
from crmkit.render.options import RenderOptions
from crmkit.render.render import render
from crmkit.render.tables import file_beside, tables_of
from crmkit.render.wording import few_notes, note_text
from crmkit.result import Result

PIPE_WIDTH = 80
FEW_COLORS = ("linux", "ansi", "cygwin", "vt100", "vt220", "screen")
"""Terminals of sixteen colours or fewer, by what ``TERM`` calls them."""


@dataclass(frozen=True, slots=True)
class Published:
    """What left: how many rows a preview held back, the files that were written and the rows in each.

    Where the format has no place for notes, ``found`` are those about what reading found, ``other_notes`` the others.
    """

    hidden: int
    files: tuple[tuple[Path, int], ...] = ()
    other_notes: tuple[str, ...] = ()
    found: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looks:
    """How much of an answer is wanted: rows, all tables, all columns; and the command that asked, for hints."""

    limit: int | None = None
    full: bool = False
    wide: bool = False
    command: str = ""


def publish(
    result: Result,
    target: Target,
    *,
    format: str | None,
    language: Language,
    looks: Looks = Looks(),
    reveal: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Published:
    """Mask ``result`` unless ``reveal``, render it and write it to ``target``.

    ``format`` is a name of ``render.formats``; without one the file's suffix decides, else it is a table. A file gets
    every row without a limit; where it holds one table, the other lists of the answer go into files beside it. Raises
    what ``target.check`` raises, and ``StoreError`` when it could not be written.
    """
    check(target, format)
    name = format_for(target, format)
    safe = result if reveal else mask(result)
    files: Sequence[tuple[Path, int]] = ()
    if target.file is None:
        hidden = _to_stdout(_tables(safe, name)[0], target, name, language, looks, environment)
    else:
        hidden, files = publish_files([Copy(result, target, language, format, looks.limit, reveal)])
    at = repeated(looks.command)
    notes = few_notes(safe) if format_named(name).bare else []
    other_notes = tuple(with_place(note_text(note, language), at) for note in notes if not note.found)
    found = tuple(with_place(note_text(note, language), at) for note in notes if note.found)
    return Published(hidden, tuple(files), other_notes, found)


def publish_text(text: str | bytes, target: Target, *, is_read: bool = False) -> None:
    """Write a text in which nothing is left to mask, as it is, to ``target``; errors as of ``publish``.

    It is UTF-8, but on standard output in the encoding of the terminal when people read it there (``is_read``).
    """
    content = text.encode("utf-8") if isinstance(text, str) else text
    if target.file is None:
        if is_read and isinstance(text, str):
            content = text.encode(target.stdout.encoding or "utf-8", "backslashreplace")
        _write_out(target.stdout, content)
    else:
        write_whole(target.file, target.keep, lambda stream: stream.write(content))


@dataclass(frozen=True, slots=True)
class Copy:
    """An answer as it is to stand in the file of ``target``; see ``publish``."""

    result: Result
    target: Target
    language: Language
    format: str | None = None
    limit: int | None = None
    reveal: bool = False


def publish_files(copies: Sequence[Copy]) -> tuple[int, list[tuple[Path, int]]]:
    """Write answers into files, of which all appear or none; gives the rows left out, and those in each file."""
    tables, writings = [], []
    for copy in copies:
        check(copy.target, copy.format)
        for table, writing in _writings(copy):
            tables.append(table)
            writings.append(writing)
    left = write_all(writings, copies[0].target.keep)
    rows = [
        (writing.file, len(table.records) - hidden)
        for writing, table, hidden in zip(writings, tables, left, strict=True)
    ]
    return sum(left), rows


def _writings(copy: Copy) -> Iterator[tuple[Result, Writing]]:
    """Every table of an answer with the file it goes into: further ones lie beside the file that was named."""
    name, named = format_for(copy.target, copy.format), cast(Path, copy.target.file)
    safe = copy.result if copy.reveal else mask(copy.result)
    options = RenderOptions(width=PIPE_WIDTH, limit=copy.limit or 0, full=True, excel=copy.target.for_excel)
    for number, table in enumerate(_tables(safe, name)):
        file, beside = (file_beside(named, table, safe, name), named) if number else (named, None)
        fill = partial(render, table, format=name, language=copy.language, options=options)
        yield table, Writing(file, fill, beside)


def _tables(result: Result, format: str) -> Sequence[Result]:
    """The tables that leave one by one where the format has room for one."""
    return tables_of(result) if format_named(format).bare else [result]


def _to_stdout(
    result: Result,
    target: Target,
    format: str,
    language: Language,
    looks: Looks,
    environment: Mapping[str, str],
) -> int:
    """Render first and write then: an answer that cannot be rendered leaves nothing behind."""
    stdout = target.stdout
    terminal = stdout.isatty()
    options = RenderOptions(
        width=_width(terminal, environment),
        color=_color(terminal, environment),
        few_colors=_has_few_colors(environment),
        limit=looks.limit,
        encoding=stdout.encoding or "utf-8",
        terminal=terminal,
        full=looks.full,
        wide=looks.wide,
        command=looks.command,
        excel=target.for_excel,
    )
    rendered = io.BytesIO()
    hidden = render(result, rendered, format=format, language=language, options=options)
    try:
        _write_out(stdout, rendered.getvalue())
    except BrokenPipeError:
        raise
    except OSError as error:
        raise StoreError("output_failed", where="stdout", reason=error.strerror or "") from None
    return hidden


def _write_out(stdout: TextIO, content: bytes) -> None:
    stdout.flush()
    binary = getattr(stdout, "buffer", None)
    if binary is None:  # a stream of text only: a test's, a notebook's
        stdout.write(content.decode(stdout.encoding or "utf-8", "replace"))
    else:
        binary.write(content)
    stdout.flush()


def _width(terminal: bool, environment: Mapping[str, str]) -> int:
    """Cells of a line: ``COLUMNS``, else the terminal's, else 80."""
    columns = environment.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return int(columns)
    return shutil.get_terminal_size((PIPE_WIDTH, 24)).columns if terminal else PIPE_WIDTH


def _has_few_colors(environment: Mapping[str, str]) -> bool:
    """Whether the terminal says of itself that it has no more than sixteen."""
    term = environment.get("TERM", "")
    return not environment.get("COLORTERM") and (term in FEW_COLORS or term.endswith("-16color"))


def _color(terminal: bool, environment: Mapping[str, str]) -> bool:
    """Colour on a terminal that has it, unless ``NO_COLOR``; ``FORCE_COLOR`` overrules the terminal, not the wish."""
    if environment.get("NO_COLOR"):
        return False
    return bool(environment.get("FORCE_COLOR")) or (terminal and environment.get("TERM", "dumb") != "dumb")
