"""The entry point: the only place that catches. Every run ends here with an exit code of the contract."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from crmkit.cli import failure, session, signals, streams
from crmkit.config import Folders, Settings, folders, read_settings, valid_settings
from crmkit.errors import CrmError, ExitCode, StoreError, UsageError
from crmkit.former import said_today

LOST_OUTPUT = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EBADF}
"""Failures of the disk or the descriptor; any other ``OSError`` that comes this far is a bug."""

OF_OUTPUT = ("output_failed", "output_no_room", "output_forbidden", "output_folder_missing", "file_limit")
"""What may befall the account of a change that is done."""

CANDID = frozenset({"config", "doctor", "help", None})
"""Commands that say what is wrong with the settings or do without them, as a line without a command does."""


def run() -> None:
    """Run the program on the process's own arguments and exit."""
    streams.speak_utf8_of_names()
    os.umask(0o077)
    streams.prepare()
    try:
        signals.listen()
        code = main(sys.argv[1:])
    except (KeyboardInterrupt, signals.Stopped):  # heard before ``main`` was ready, or while it reported an error
        code = failure.Talk(sys.argv[1:]).stopped(signals.received())
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Run one command line; return its exit code. Never raises."""
    talk = failure.Talk(arguments)
    try:
        code = _attempt(list(arguments), talk)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        streams.hush(sys.stdout)
        return ExitCode.DONE
    except (KeyboardInterrupt, signals.Stopped):
        return talk.stopped(signals.received())
    except Exception as error:  # noqa: BLE001  this is the one place that catches all
        return _failed(error, talk)


def _attempt(arguments: list[str], talk: failure.Talk) -> int:
    home = folders()
    debug = "--debug" in arguments or bool(os.environ.get("CRMKIT_DEBUG"))
    talk.state, talk.debug = home.state, debug
    talk.language = session.choose_language(arguments, None, os.environ)  # settings may be refused
    settings, trouble = _settings(arguments, home)
    language = session.choose_language(arguments, settings.lang, os.environ)
    talk.language = language
    answer = session.answer_language(arguments, settings.lang, language)
    line = session.typed_line(arguments)
    session.begin(session.Session(settings, home, answer, debug, line, language, trouble))
    if session.COMPLETION in os.environ and (names := completed()) is not None:
        print(names)
        return ExitCode.DONE
    from crmkit.cli.app import invoke

    return invoke(said_today([argument for argument in arguments if argument != "--debug"]))


def completed() -> str | None:
    """The values that a shell asks for; ``None`` when it asks for something else."""
    from crmkit.cli.completing import reply

    return reply(os.environ, session.COMPLETION)


def _settings(arguments: list[str], home: Folders) -> tuple[Settings, UsageError | None]:
    """The settings; for a command that looks at them, it gets those that make sense."""
    try:
        return read_settings(os.environ, Path.cwd(), home), None
    except UsageError as wrong:
        asks_help = not {"-h", "--help"}.isdisjoint(arguments)
        if session.command_typed(arguments) not in CANDID and not asks_help and session.COMPLETION not in os.environ:
            raise
        return valid_settings(os.environ, Path.cwd(), home), wrong


def _failed(error: Exception, talk: failure.Talk) -> int:
    """The exit code of ``error``, which is reported; an engine interrupted by a signal raises errors of its own."""
    if signals.received():
        return talk.stopped(signals.received())
    if isinstance(error, OSError) and error.errno in LOST_OUTPUT:
        code = "file_limit" if error.errno == errno.EFBIG else "output_failed"
        error = StoreError(code, where=error.filename, reason=error.strerror or "")
    if isinstance(error, UsageError):
        from crmkit.cli.blame import blame  # seldom needed

        blame(error)
    if isinstance(error, CrmError):
        if error.code in ("output_failed", "file_limit"):
            streams.hush(sys.stdout)  # what it still holds would fail once more at the interpreter's last flush
        if talk.has_changed and error.code in OF_OUTPUT:
            error = StoreError("changed_not_shown", where=error.where, problem=error.message(talk.language))
        return talk.error(error)
    return talk.bug(error)
