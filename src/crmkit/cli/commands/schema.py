"""``crmkit schema``: what there is to call and what comes back, for programs."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from crmkit.cli import options
from crmkit.errors import UsageError, near
from crmkit.messages import LANGUAGES

Command = Annotated[str | None, typer.Argument(metavar="COMMAND", help="schema_command", show_default=False)]


def schema(command: Command = None, output: options.Output = None, lang: options.Lang = None) -> None:
    """Print commands, options, columns and exit codes as JSON."""
    from crmkit.cli.app import COMMANDS, command_tree
    from crmkit.cli.guard import kept
    from crmkit.cli.shape import shape_of
    from crmkit.deliver.publish import publish_text
    from crmkit.deliver.target import Target, check_place
    from crmkit.doors.schema.schema import schema as described

    if command is not None and command not in COMMANDS:
        raise UsageError("schema_unknown", name=command, nearest=near(command, COMMANDS))
    target = Target(stdout=sys.stdout, path=output, keep=kept())
    check_place(target)
    trees = {language: command_tree(language, only=command) for language in LANGUAGES}
    names = COMMANDS if command is None else (command,)
    publish_text(described([shape_of(name, trees) for name in names], whole=command is None), target)
