"""``crmkit help``: a topic, a command, or the list of both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from crmkit.cli import options, session
from crmkit.errors import UsageError
from crmkit.messages import say

Topic = Annotated[str | None, typer.Argument(metavar="TOPIC", help="topic", show_default=False)]


def help(context: typer.Context, topic: Topic = None, lang: options.Lang = None) -> None:
    """Print a topic or the help page of a command; without a name, what there is."""
    from crmkit.cli.topics import TOPICS, set_in_lines
    from crmkit.doors.explain.pages import read

    program: Any = context.find_root()
    commands: Mapping[str, Any] = program.command.commands
    formatter = context.make_formatter()
    if topic is None:
        print(_contents(formatter, TOPICS, commands))
    elif topic in TOPICS:
        print("\n".join(set_in_lines(read(topic, session.current().spoken), formatter.width)))
    elif topic in commands:
        command = commands[topic]
        print(command.get_help(command.context_class(command, info_name=topic, parent=program)))
    else:
        raise UsageError("help_unknown", name=topic)


def _contents(formatter: Any, topics: tuple[str, ...], commands: Mapping[str, Any]) -> str:
    """Every topic and every command with one line each."""
    language = session.current().spoken
    with formatter.section("Topics"):
        formatter.write_dl([(name, say("text", f"topic_{name}", language)) for name in topics])
    with formatter.section("Commands"):
        formatter.write_dl([(name, command.short_help) for name, command in commands.items()])
    return str(formatter.getvalue()).rstrip("\n")
