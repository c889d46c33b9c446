"""A server in a process of its own, which an assistant's client of the SDK talks to: one for all tests here."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.example_shop import example_shop
from tests.program import environment

import crmkit

if TYPE_CHECKING:
    from mcp.client.client import Client

WATCHED = """
import socket, sys
families = (socket.AF_INET, socket.AF_INET6)
def heard(event, values):
    if event.startswith("socket.") and (event != "socket.__new__" or values[1] in families):
        open({calls!r}, "a").write(f"{{event}} {{values[1:]}}\\n")
sys.addaudithook(heard)
sys.argv = ["crmkit", "mcp", "--store", {store!r}, "--wait", "0.3"]
from crmkit.__main__ import run
run()
"""
"""The program with somebody who writes down each call of a socket but those that make one within the machine."""


@dataclass(frozen=True)
class Talk:
    """The conversation: ``call`` a tool, or ask what there is."""

    client: Client
    run: Callable[..., Any]
    store: Path
    home: Path
    said: list[str] = field(default_factory=list)

    def call(self, tool: str, arguments: Mapping[str, Any] | None = None) -> Any:
        reply = self.run(self.client.call_tool, tool, arguments)
        self.said.append(reply.content[0].text)
        return reply


@pytest.fixture(scope="session")
def example_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the examples, without a snapshot."""
    store = example_shop(tmp_path_factory)
    crmkit.remove_snapshot(store, "may")
    return store


@pytest.fixture(scope="module")
def talk(example_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    from anyio.from_thread import start_blocking_portal
    from mcp.client.client import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    home = tmp_path_factory.mktemp("home")
    calls, errors = home / "sockets.txt", home / "stderr.txt"
    program = WATCHED.format(calls=str(calls), store=str(example_store))
    known = environment(HOME=str(home), LANG="zh_CN.UTF-8")
    server = StdioServerParameters(command=sys.executable, args=["-c", program], env=known, cwd=home)
    with errors.open("w") as stream, start_blocking_portal() as portal:
        client = Client(stdio_client(server, errlog=stream))
        with portal.wrap_async_context_manager(client):
            yield Talk(client, portal.call, example_store, home)
    assert errors.read_text() == ""
    assert not calls.exists(), calls.read_text()
    assert not list(home.rglob("crmkit-bug-*"))
