"""The way out: every answer is masked, rendered and written here, so that no path can forget one of the three.

A file appears whole or not at all: it is written beside its target, forced to disk and put in place in one step.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TextIO

from crmkit.errors import Refused, StoreError, UsageError
from crmkit.messages import Language
from crmkit.privacy.mask import mask
from crmkit.render.formats import format_named, format_of
from crmkit.render.options import RenderOptions
from crmkit.render.render import render
from crmkit.result import Result

PIPE_WIDTH = 80


@dataclass(frozen=True, slots=True)
class Target:
    """Where an answer goes: ``path``, or ``stdout`` when there is none (or it is ``-``).

    ``keep`` are files that were read and must not be overwritten.
    """

    stdout: TextIO
    path: Path | None = None
    keep: tuple[Path, ...] = ()

    @property
    def file(self) -> Path | None:
        """The file to write, ``None`` for standard output."""
        return None if self.path is None or str(self.path) == "-" else self.path


@dataclass(frozen=True, slots=True)
class Published:
    """What left: rows of the answer, how many of them a preview held back, the file that was written."""

    rows: int
    hidden: int
    path: Path | None


def publish(
    result: Result,
    target: Target,
    *,
    format: str | None,
    language: Language,
    limit: int | None = None,
    reveal: bool = False,
    environment: Mapping[str, str] = os.environ,
) -> Published:
    """Mask ``result`` unless ``reveal``, render it and write it to ``target``.

    ``format`` is a name of ``render.formats``; without one the file's suffix decides, else it is a table. A file gets
    every row unless ``limit`` says otherwise. Raises ``UsageError`` (format, binary on a terminal), ``Refused`` (the
    target is an input, or no regular file) and ``StoreError`` (not written).
    """
    file = target.file
    name = format or (format_of(file) if file else "table")
    safe = result if reveal else mask(result)
    if file is None:
        hidden = _to_stdout(safe, target.stdout, name, language, limit, environment)
    else:
        options = RenderOptions(width=PIPE_WIDTH, limit=0 if limit is None else limit)
        hidden = write_whole(
            file, target.keep, lambda stream: render(safe, stream, format=name, language=language, options=options)
        )
    return Published(len(result.records), hidden, file)


def _to_stdout(
    result: Result,
    stdout: TextIO,
    format: str,
    language: Language,
    limit: int | None,
    environment: Mapping[str, str],
) -> int:
    """Render first and write then: an answer that cannot be rendered leaves nothing behind."""
    terminal = stdout.isatty()
    if terminal and format_named(format).binary:
        raise UsageError("binary_on_terminal", format=format)
    options = RenderOptions(
        width=_width(terminal, environment),
        color=_color(terminal, environment),
        limit=limit,
        encoding=stdout.encoding or "utf-8",
        terminal=terminal,
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


def _color(terminal: bool, environment: Mapping[str, str]) -> bool:
    """Colour on a terminal that has it, unless ``NO_COLOR``; ``FORCE_COLOR`` overrules the terminal, not the wish."""
    if environment.get("NO_COLOR"):
        return False
    return bool(environment.get("FORCE_COLOR")) or (terminal and environment.get("TERM", "dumb") != "dumb")


def write_whole(file: Path, keep: tuple[Path, ...], fill: Callable[[BinaryIO], int]) -> int:
    """Let ``fill`` write ``file``, which is replaced in one step or not at all; return what ``fill`` returns."""
    _check_target(file, keep)
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{file.name[:40]}.", suffix=".part", dir=file.parent)
    except OSError as error:
        raise _not_written(file, error) from None
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            told = fill(stream)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    except OSError as error:
        raise _not_written(file, error) from None
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return told


def _check_target(file: Path, keep: tuple[Path, ...]) -> None:
    """Refuse what must not be replaced: a folder, a device, a link, a file that was read."""
    if any(_same(file, kept) for kept in keep):
        raise Refused("output_is_input", where=str(file))
    try:
        kind = file.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise _not_written(file, error) from None
    if stat.S_ISDIR(kind):
        raise UsageError("output_is_folder", where=str(file))
    if not stat.S_ISREG(kind):
        raise Refused("output_not_regular", where=str(file))


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _not_written(file: Path, error: OSError) -> StoreError:
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return StoreError("output_folder_missing", where=str(file.parent))
    return StoreError("output_failed", where=str(file), reason=error.strerror or type(error).__name__)
