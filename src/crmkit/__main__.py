"""The program: ``crmkit`` and ``python -m crmkit``."""

from __future__ import annotations

import signal


def run() -> None:
    """Load the command line and run it; until that listens, Ctrl-C ends the process without a word."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from crmkit.cli.main import run as run_command_line

    run_command_line()


if __name__ == "__main__":
    run()
