"""The files of a shop while they are being written: all of them appear at the end, or none.

Each file grows under a hidden ``.part`` name beside its place; leaving the block in good order moves all into place,
leaving it by an error removes what was begun.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal

import polars as pl

from crmkit.demo.summary import WrittenFile
from crmkit.errors import Refused, StoreError
from crmkit.paths import in_the_way, make_folders

ENCODING = "gb18030"


class Parts:
    """Open part files in ``folder``, by final name.

    Raises:
        Refused: a final name is taken and ``overwrite`` is off.
        StoreError: the folder cannot be made, or writing failed.
    """

    def __init__(self, folder: Path, names: tuple[str, ...], *, overwrite: bool) -> None:
        self._folder = folder
        self._rows = dict.fromkeys(names, 0)
        self._streams: dict[str, BinaryIO] = {}
        taken = [name for name in names if (folder / name).exists()]
        if taken and not overwrite:
            raise Refused("demo_files_exist", where=str(folder), names=", ".join(taken))

    def __enter__(self) -> Parts:
        try:
            make_folders(self._folder)
        except OSError as error:
            raise self._failure(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for stream in self._streams.values():
                stream.close()
            if error is None:
                for name in self._rows:
                    self.path(name).replace(self._folder / name)
        except OSError as late:
            self._remove()
            raise self._failure(late) from late
        if error is not None:
            self._remove()
        if isinstance(error, OSError):
            raise self._failure(error) from error

    def path(self, name: str) -> Path:
        """Where ``name`` grows until the end."""
        return self._folder / f".{name}.part"

    def count(self, name: str, rows: int) -> None:
        """Note that ``rows`` records were added to ``name``."""
        self._rows[name] += rows

    def begin(self, name: str, header: tuple[str, ...], line_end: str, quoting: Literal["never", "always"]) -> None:
        """Start a CSV file with its header line."""
        cells = [f'"{cell}"' for cell in header] if quoting == "always" else header
        self.open(name, (",".join(cells) + line_end).encode(ENCODING))

    def append(self, name: str, frame: pl.DataFrame, line_end: str, quoting: Literal["never", "always"]) -> None:
        """Add the rows of ``frame``; under ``never`` its cells must already be quoted where they need it."""
        text = frame.write_csv(include_header=False, line_terminator=line_end, quote_style=quoting)
        self.write(name, text.encode(ENCODING), frame.height)

    def open(self, name: str, head: bytes) -> None:
        """Start a text file with its first line."""
        self._streams[name] = self.path(name).open("wb")
        self._streams[name].write(head)

    def write(self, name: str, lines: bytes, rows: int) -> None:
        """Add ``rows`` records."""
        self._streams[name].write(lines)
        self.count(name, rows)

    def written(self) -> tuple[WrittenFile, ...]:
        """The files and their records."""
        return tuple(WrittenFile(self._folder / name, rows) for name, rows in self._rows.items())

    def _remove(self) -> None:
        for name in self._rows:
            with contextlib.suppress(OSError):  # what went wrong is said already
                self.path(name).unlink(missing_ok=True)

    def _failure(self, error: OSError) -> StoreError:
        if (file := in_the_way(self._folder / "x")) is not None:
            return StoreError("folder_is_file", where=str(file))
        return StoreError("demo_not_written", where=str(self._folder), reason=error.strerror or str(error))
