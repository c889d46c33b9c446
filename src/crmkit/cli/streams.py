"""Standard streams that cannot betray us: always open, never failing on a character, quiet when the reader left."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TextIO

from crmkit.byte_names import readable
from crmkit.errors import StoreError


class ClosedOutput(io.TextIOBase):
    """Stands for a standard output that was closed before we started: writing to it is an error, not silence."""

    encoding = "utf-8"

    def writable(self) -> bool:
        """True, so that callers try and learn why it fails."""
        return True

    def write(self, text: str) -> int:
        """Raise ``StoreError``: the answer would not be seen."""
        raise StoreError("output_closed")

    def flush(self) -> None:
        """Nothing was kept back."""


def prepare() -> None:
    """Fill missing descriptors 0-2 and make stdout and stderr take every character.

    A missing descriptor would be handed to the next file that is opened, and a stray print would land in it.
    Under a plain C locale text goes out as UTF-8; a stream that cannot carry a character gets its escape.
    """
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    if sys.stdout is None:
        sys.stdout = ClosedOutput()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            named = os.environ.get("PYTHONIOENCODING")
            encoding = "utf-8" if _is_plain(stream.encoding) and not named else stream.encoding
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def speak_utf8_of_names() -> None:
    """Begin anew where names of files are in another encoding than UTF-8: with these neither engine nor outputs can do.

    Python does so by itself in a plain locale, but not where it is told otherwise, nor in a locale of GBK. What is
    printed stays in the encoding of the terminal.
    """
    if sys.getfilesystemencoding().lower().replace("-", "") == "utf8" or sys.platform == "win32":
        return
    environment = dict(os.environ)
    if sys.stdout is not None and not _is_plain(sys.stdout.encoding):
        environment.setdefault("PYTHONIOENCODING", sys.stdout.encoding)
    with contextlib.suppress(OSError):  # no interpreter of that name: names stay bytes
        os.execve(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]], environment)  # noqa: S606


def _is_plain(encoding: str) -> bool:
    """Whether it has no characters beyond ASCII."""
    return encoding.lower() in ("ascii", "us-ascii", "ansi_x3.4-1968", "646")


def talking(quiet: bool) -> bool:
    """Whether there is a reader: stderr is a terminal, and --quiet was not given."""
    return not quiet and sys.stderr is not None and sys.stderr.isatty()


def print_line(line: str) -> None:
    """Print one line on stderr; a closed or full stderr is ignored."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            print(readable(line), file=sys.stderr, flush=True)


def hush(stream: TextIO | None) -> None:
    """Point a broken stream at the null device, so that the interpreter's last flush stays silent."""
    if stream is None:
        return
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
