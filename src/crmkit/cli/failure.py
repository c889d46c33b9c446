"""How a failure is reported: one line on stderr, for scripts also one JSON object, for a bug a report file."""

from __future__ import annotations

import json
import os
import platform
import signal
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from crmkit.byte_names import storable
from crmkit.cli.session import asked, typed_line
from crmkit.cli.streams import print_line
from crmkit.errors import CrmError, Excerpt, ExitCode
from crmkit.messages import Language, say
from crmkit.store.changing.told import changes
from crmkit.version import __version__


class Talk:
    """The voice of one run. Language, debug and state folder are filled in as they become known."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.arguments = arguments
        self.language: Language = "en"
        self.debug = False
        self.state: Path | None = None
        self._changes = changes()

    @property
    def has_changed(self) -> bool:
        """Whether the run has changed a store."""
        return changes() > self._changes

    def error(self, error: CrmError) -> int:
        """Report an error raised on purpose; return its exit code."""
        if self.debug:
            print_line("".join(traceback.format_exception(error)))
        from crmkit.render.hints import repeated, with_place  # seldom needed

        at = repeated(typed_line(self.arguments))
        for each in (error, *error.more):
            said = each.message(self.language), with_place(each.advice(self.language), at)
            self._line(each.code, each.where, *said, excerpt=each.excerpt)
        return error.exit_code

    def bug(self, error: BaseException) -> int:
        """Report that crmkit itself failed and where the report is."""
        if self.debug:
            print_line("".join(traceback.format_exception(error)))
        path = write_report(error, self.state)
        kind = type(error).__name__
        advice = say("text", "bug_report", self.language, {"path": path}) if path else ""
        said = "bug_changed" if self.has_changed else "bug"
        self._line("bug", None, say("text", said, self.language, {"kind": kind}), advice)
        return ExitCode.BUG

    def stopped(self, number: int) -> int:
        """Report that a signal ended the run."""
        print_line(f"crmkit: {say('text', 'stopped_changed' if self.has_changed else 'stopped', self.language)}")
        return ExitCode.TERMINATED if number not in (0, signal.SIGINT) else ExitCode.INTERRUPTED

    def _line(self, code: str, where: str | None, message: str, advice: str, *, excerpt: Excerpt | None = None) -> None:
        from crmkit.cli.pointer import pointed
        from crmkit.render.safe import show

        values = {"where": where, "message": message, "advice": advice or None}
        print_line(show(say("text", "error", self.language, values)))
        for line in pointed(excerpt) if excerpt is not None else ():
            print_line(line)
        if asked(self.arguments, "--format", "-f") == "json":
            said = {"code": code, "where": where, "message": message, "try": advice}
            error = {name: None if text is None else storable(text) for name, text in said.items()}
            print_line(json.dumps({"error": error}, ensure_ascii=True))


def write_report(error: BaseException, state: Path | None) -> Path | None:
    """The stack of ``error`` in a file only its owner can read; ``None`` when no folder takes it.

    Frames only: neither local values nor the error's words, since both may hold a buyer's data.
    """
    lines = [f"crmkit {__version__}, Python {platform.python_version()}, {platform.system()}", ""]
    link: BaseException | None = error
    met: set[int] = set()
    while link is not None and id(link) not in met:  # the engine's may be their own cause
        met.add(id(link))
        lines += [type(link).__qualname__, *traceback.format_tb(link.__traceback__)]
        link = link.__cause__ or link.__context__
    for chosen in (state, None):
        try:
            folder = chosen or Path(tempfile.gettempdir())
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor, name = tempfile.mkstemp(prefix="crmkit-bug-", suffix=".txt", dir=folder)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write("\n".join(lines))
            return Path(name)
        except OSError:
            continue
    return None
