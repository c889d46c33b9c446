"""``crmkit mcp``: answers for assistants."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from crmkit.cli import failure, options, session
from crmkit.cli.retention import let_expire
from crmkit.cli.source import memory_size, patience, store_path
from crmkit.cli.streams import print_line, talking
from crmkit.messages import LANGUAGES, Language, say

if TYPE_CHECKING:
    from crmkit.doors.mcp.tools import Tool

List = Annotated[bool, typer.Option("--list", help="mcp_list")]
Lang = Annotated[Literal["zh", "en"] | None, typer.Option("--lang", help="mcp_lang", show_default=False)]
Reveal = Annotated[bool, typer.Option("--reveal", help="mcp_reveal")]


def mcp(
    list: List = False,
    store: options.StorePath = None,
    wait: options.Wait = None,
    memory: options.Memory = None,
    lang: Lang = None,
    reveal: Reveal = False,
) -> None:
    """Answer an assistant over the standard streams until it leaves."""
    from crmkit.doors.mcp.desk import Desk, Means
    from crmkit.doors.mcp.server import require_sdk, serve

    run = session.current()
    if list:
        for name in ("store", "wait", "memory", "reveal"):
            session.refuse_idle("idle_with_list", name, name=f"--{name}")
        for tool in tools_in(run.spoken).values():
            print(f"{tool.name:<11} {tool.title}")
        return
    require_sdk()
    language = run.spoken if lang is not None or run.settings.lang is not None else "en"
    state = run.folders.state
    place = store_path(store)
    if place is not None:
        let_expire(place)
    means = Means(
        place, patience(wait), memory_size(memory), run.settings, language, reveal,
        lambda error: failure.write_report(error, state),
    )  # fmt: skip
    if sys.stdin.isatty() and talking(quiet=False):
        print_line(say("text", "mcp_waits", run.spoken))
    serve(Desk(means), tools_in(language), sys.stdin.fileno())


def tools_in(language: Language) -> dict[str, Tool]:
    """The tools, described in ``language``."""
    from crmkit.cli.app import COMMANDS, command_tree
    from crmkit.cli.shape import shape_of
    from crmkit.doors.mcp.tools import tools_of

    trees = dict.fromkeys(LANGUAGES, command_tree(language))
    return tools_of([shape_of(name, trees) for name in COMMANDS], language)
