"""The table of commands, and one call that parses a command line and runs it.

A command's body imports what it needs when it runs, so that ``--help`` loads neither engine nor frames.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from typing import Annotated, Any, cast

import typer
from typer.exceptions import Abort, Exit, TyperException

from crmkit.cli import options, session
from crmkit.cli.bundles import unbundled
from crmkit.cli.complaint import complaint
from crmkit.cli.help import speak
from crmkit.errors import ExitCode
from crmkit.messages import Language, say
from crmkit.version import __version__

COMMANDS = (
    "load",
    "dialect",
    "files",
    "rejects",
    "check",
    "assert",
    "profile",
    "customer",
    "tags",
    "inspect",
    "segment",
    "tiers",
    "churn",
    "value",
    "repurchase",
    "remind",
    "waiting",
    "cohort",
    "trend",
    "snapshot",
    "snapshots",
    "diff",
    "audience",
    "audiences",
    "evaluate",
    "member",
    "calendar",
    "chart",
    "report",
    "digest",
    "run",
    "runs",
    "cron",
    "export",
    "forget",
    "sql",
    "explain",
    "schema",
    "mcp",
    "backup",
    "restore",
    "privacy",
    "prune",
    "doctor",
    "config",
    "demo",
    "help",
)
"""In the order of the help; each is the function of its name in ``cli/commands/``, loaded when it is asked for."""
NO_NAMES = {"assert": "assert_total"}
"""Commands that are called by a word of Python, and the function of each."""
HELP_FLAGS: dict[str, Any] = {"help_option_names": ["-h", "--help"]}
TYPERS_OWN = ("install_completion", "show_completion")
"""Options that Typer adds by itself, named as in the catalog."""


def invoke(arguments: Sequence[str]) -> int:
    """Run one command line; errors come out as ``CrmError``, everything else as it is."""
    first = arguments[0] if arguments and session.COMPLETION not in os.environ else None
    is_alone = first in COMMANDS and first != "help"  # help speaks of all of them
    if session.COMPLETION in os.environ:
        _complete(arguments)
    program = command_tree(session.current().spoken, only=first if is_alone else None)
    try:
        with program.make_context("crmkit", list(arguments)) as context:
            program.invoke(context)
    except Exit as end:
        return end.exit_code
    except Abort:
        return ExitCode.INTERRUPTED
    except TyperException as wrong:
        raise complaint(wrong, arguments, COMMANDS) from None
    return ExitCode.DONE


def _complete(arguments: Sequence[str]) -> None:
    """Tell the shell commands and options, then end; of commands that are not named their names are enough."""
    line = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS", "")
    named = next((word for word in line.split()[1:] if word in COMMANDS), None)
    program = command_tree(session.current().spoken, only=named, bare=named is None)
    program.main(list(arguments), prog_name="crmkit", complete_var=session.COMPLETION)


def command_of(name: str) -> Callable[..., None]:
    """The function behind a command."""
    own = NO_NAMES.get(name, name)
    return cast("Callable[..., None]", getattr(import_module(f"crmkit.cli.commands.{own}"), own))


@cache
def command_tree(language: Language, *, only: str | None = None, bare: bool = False) -> Any:
    """The parser, its help in ``language``: of all commands, or quicker of ``only`` one, or of all ``bare`` names."""
    app = typer.Typer(
        name="crmkit",
        help="crmkit",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={**HELP_FLAGS, "max_content_width": 100},
    )
    app.callback(invoke_without_command=True)(_about)
    for name in COMMANDS if only is None else [only]:
        app.command(name, help=name)(_nothing if bare else unbundled(command_of(name)))
    tree = typer.main.get_command(app)
    for command in (tree, *tree.commands.values()):  # type: ignore[attr-defined]
        _translate(command, language)
    return tree


def _nothing() -> None:
    """A command of which only the name is asked for."""


def _about(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="version")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="debug")] = False,
    lang: options.Lang = None,
) -> None:
    """What ``crmkit`` alone does: say the version, else the help."""
    if version:
        print(f"crmkit {__version__}")
    elif context.invoked_subcommand is None:
        print(context.get_help())


def _translate(command: Any, language: Language) -> None:
    """Put the sentences of the catalog where the tree holds their codes."""
    command.help = say("help", command.help, language)
    command.short_help = command.help.strip().partition("\n")[0]
    for parameter in command.params:
        code = parameter.name if parameter.name in TYPERS_OWN else parameter.help
        parameter.help = say("option", code, language)
    speak(command, language)
    context = command.context_class(command, **HELP_FLAGS)
    command.get_help_option(context).help = say("option", "help", language)
