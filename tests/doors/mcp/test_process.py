"""The process of ``crmkit mcp`` without a well-behaved client: what is no message, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.program import LONG, environment, run_here

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "raw", "version": "1"}},
}
BROKEN = (
    b"no json at all\n",
    b"\xff\xfe\x00\n",
    b"\n\n   \n",
    b"[]\n",
    b'{"jsonrpc":"2.0"}\n',
    b'{"jsonrpc":"2.0","id":{},"method":3}\n',
    b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":77}}\n',
    b"[" * 100_000 + b"\n",
    b'"' + b"x" * 17_000_000 + b'"\n',
)


def started(store: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "crmkit", "mcp", "--store", str(store)],
        env=environment(HOME=str(store.parent)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def say(process: subprocess.Popen[bytes], message: object) -> None:
    assert process.stdin is not None
    process.stdin.write(json.dumps(message).encode() + b"\n")
    process.stdin.flush()


def heard(process: subprocess.Popen[bytes]) -> dict[str, object]:
    assert process.stdout is not None
    message: dict[str, object] = json.loads(process.stdout.readline())
    return message


def call(number: int, tool: str, arguments: object) -> dict[str, object]:
    parameters = {"name": tool, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": number, "method": "tools/call", "params": parameters}


def test_what_is_no_message_is_passed_over_and_a_client_that_leaves_ends_it(tmp_path):
    process = started(tmp_path / "shop.duckdb")
    say(process, HELLO)
    assert heard(process)["id"] == 1
    say(process, {"jsonrpc": "2.0", "method": "notifications/initialized"})
    for line in BROKEN:
        process.stdin.write(line)
    say(process, call(2, "files", []))
    assert heard(process)["error"]["code"] == -32602
    say(process, {"jsonrpc": "2.0", "id": 3, "method": "no/such"})
    assert heard(process)["error"]["code"] == -32601
    say(process, call(4, "segment", {}))
    assert heard(process)["result"]["structuredContent"]["error"]["code"] == "no_store"
    out, err = process.communicate(timeout=LONG)
    assert (process.returncode, out, err) == (0, b"", b"")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_it(number, code, tmp_path):
    process = started(tmp_path / "shop.duckdb")
    say(process, HELLO)
    heard(process)
    process.send_signal(number)
    process.wait(timeout=LONG)  # its standard input is open still
    assert process.returncode == code
    out, err = process.communicate()
    assert (out, err) == (b"", b"crmkit: interrupted; nothing was changed\n")


def test_a_client_that_hears_no_more_ends_it(tmp_path):
    process = started(tmp_path / "shop.duckdb")
    say(process, HELLO)
    heard(process)
    process.stdout.close()
    say(process, {"jsonrpc": "2.0", "id": 2, "method": "ping"})
    assert process.wait(timeout=LONG) == 0
    assert process.stderr.read() == b""
    process.stdin.close()
    process.stderr.close()


def test_the_list_needs_no_sdk(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "mcp", None)
    known = environment(HOME=str(tmp_path))
    listed = run_here(["mcp", "--list"], tmp_path, known)
    assert listed.code == 0 and "\nsegment " in listed.text
    missing = run_here(["mcp"], tmp_path, known)
    assert (missing.code, missing.out) == (2, b"")
    assert "pip install 'crmkit[mcp]'" in missing.err
