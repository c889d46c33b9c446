"""The server: the protocol is the SDK's, what it says is the desk's. It reads and writes the standard streams only.

It runs in a thread, so that signals reach the main one wherever it waits; the SDK is loaded when it is started.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from crmkit.customers.traits.catalog import TRAITS
from crmkit.doors.mcp.arguments import SHOWN
from crmkit.doors.mcp.desk import Desk
from crmkit.doors.mcp.lines import Lines
from crmkit.doors.mcp.tools import Tool
from crmkit.errors import UsageError, near
from crmkit.messages import say
from crmkit.render.safe import show
from crmkit.version import __version__

if TYPE_CHECKING:
    from mcp import types
    from mcp.server.lowlevel import Server

PULSE_SECONDS = 1.0
"""So often a system that does not wake a waiting thread for a signal is asked for one."""
GRACE_SECONDS = 10.0
"""A question that is being asked may end in; then the process goes without it."""
TABLE = {"type": "array", "items": {"type": "object"}}
SIZE = {"type": "object", "properties": {"shown": {"type": "integer"}, "all": {"type": "integer"}}}
OUTPUT: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "schema_version": {"type": "integer"},
        "analysis": {"type": "string"},
        "as_of": {"type": ["string", "null"]},
        "params": {"type": "object"},
        "facts": {"type": "object"},
        "answer": TABLE,
        "notes": TABLE,
        "rows": TABLE,
        "parts": {"type": "object"},
        "excerpt": {"type": "object", "properties": {"rows": SIZE}},
    },
    "required": [
        "schema_version",
        "analysis",
        "as_of",
        "params",
        "facts",
        "answer",
        "notes",
        "rows",
        "parts",
        "excerpt",
    ],
}


def require_sdk() -> None:
    """Raise ``UsageError`` with the line to type where the extra is not installed."""
    try:
        import mcp.server.lowlevel  # noqa: F401
    except ImportError:
        raise UsageError("mcp_missing") from None


def serve(desk: Desk, tools: Mapping[str, Tool], descriptor: int) -> None:
    """Answer what comes in on ``descriptor`` until it ends; the answers go to the standard output.

    A signal to end raises here what it raises everywhere, after the store is let go.
    """
    logging.getLogger().addHandler(logging.NullHandler())  # the SDK's talk would go to standard error
    lines = Lines(descriptor, desk.close)
    server = _server(desk, tools)
    failures: list[BaseException] = []
    talk = threading.Thread(target=_run, args=(server, lines, failures), name="mcp", daemon=True)
    talk.start()
    try:
        while talk.is_alive():
            talk.join(PULSE_SECONDS)
    except BaseException:
        lines.end()
        talk.join(GRACE_SECONDS)
        raise
    for failure in failures:
        if not _is_goodbye(failure):
            raise failure


def _run(server: Server[Any], lines: Lines, failures: list[BaseException]) -> None:
    import anyio

    try:
        anyio.run(_talk, server, lines)
    except BaseException as failure:  # noqa: BLE001  it is raised again where it is waited for
        failures.append(failure)


async def _talk(server: Server[Any], lines: Lines) -> None:
    from mcp.server.stdio import stdio_server

    async with stdio_server(stdin=cast(Any, lines)) as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def _is_goodbye(failure: BaseException) -> bool:
    """Whether the client left while it was spoken to."""
    if isinstance(failure, BaseExceptionGroup):
        return all(_is_goodbye(each) for each in failure.exceptions)
    return isinstance(failure, BrokenPipeError)


def _server(desk: Desk, tools: Mapping[str, Tool]) -> Server[Any]:
    import anyio
    from mcp import MCPError, types
    from mcp.server.lowlevel import Server

    language = desk.means.language
    listed = types.ListToolsResult(tools=[_listed(tool) for tool in tools.values()])
    one = anyio.Lock()

    async def list_tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return listed

    async def call_tool(_context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            tool = tool_named(params.name, tools)
        except UsageError as error:
            message = f"{error.message(language)}; {error.advice(language)}"
            raise MCPError(types.INVALID_PARAMS, message) from None
        async with one:
            reply = await anyio.to_thread.run_sync(desk.reply, tool, params.arguments or {})
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=reply.text)],
            structured_content=dict(reply.content),
            is_error=reply.is_error,
        )

    return Server(
        "crmkit",
        version=__version__,
        title="crmkit",
        instructions=say("tool", "instructions", language, {"traits": ", ".join(TRAITS)}),
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def tool_named(name: str, tools: Mapping[str, Tool]) -> Tool:
    """The tool; ``UsageError`` names the nearest."""
    if name not in tools:
        known, some = ", ".join(tools), name[:SHOWN]
        raise UsageError("tool_unknown", name=show(some), nearest=near(some, tools), known=known)
    return tools[name]


def _listed(tool: Tool) -> types.Tool:
    from mcp import types

    hints = types.ToolAnnotations(
        read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        output_schema=dict(OUTPUT),
        annotations=hints,
    )
