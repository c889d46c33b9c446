"""stdout is data, stderr is talk, and no stream on earth makes the program fall over."""

from __future__ import annotations

import json
import os
import pty
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from tests.program import LONG

COMMAND = [sys.executable, "-m", "crmkit"]


@pytest.fixture
def kept(loaded_once) -> tuple[str, str]:
    """Where the sixty orders are kept: what is asked of them does not matter here, where the answer goes does."""
    return "--store", str(loaded_once / "shop.duckdb")


def test_gbk_terminal_gets_gbk(process, kept, home_env):
    run = process("segment", *kept, "--lang", "zh", env={**home_env, "PYTHONIOENCODING": "gbk"})
    assert run.code == 0
    assert "客户" in run.out.decode("gbk")


def test_ascii_terminal_gets_escapes_not_a_crash(process, kept, home_env):
    run = process("segment", *kept, "--lang", "zh", env={**home_env, "PYTHONIOENCODING": "ascii"})
    assert run.code == 0
    assert run.out.isascii()


@pytest.mark.parametrize("settings", [{}, {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}], ids=["plain", "uncoerced"])
def test_c_locale_writes_utf8(process, kept, home_env, settings):
    env = {key: value for key, value in home_env.items() if key not in ("PYTHONIOENCODING", "LANG")}
    run = process("segment", *kept, "--lang", "zh", env={**env, "LC_ALL": "C", **settings})
    assert run.code == 0
    assert "客户" in run.text


def test_cron_like_environment(process, kept, home_env):
    """No HOME, no TERM, no LANG: the same bytes as anywhere."""
    bare = {"PATH": home_env["PATH"], "PYTHONPATH": home_env["PYTHONPATH"]}
    run = process("segment", *kept, env=bare)
    assert run.code == 0
    assert run.out == process("segment", *kept).out


def test_no_home_at_all_names_the_way_out(crmkit, home_env, monkeypatch):
    from crmkit.cli import session
    from crmkit.cli.commands.load import load
    from crmkit.cli.emit import Delivery
    from crmkit.cli.source import Reading
    from crmkit.config import Folders, Settings
    from crmkit.errors import UsageError

    session.begin(session.Session(Settings(), Folders(None, None, None), "en"))
    with pytest.raises(UsageError) as caught:
        load(files=["orders.csv"], delivery=Delivery(), reading=Reading())
    assert "--store" in caught.value.advice()


def test_reader_that_leaves_early(kept, home_env, tmp_path):
    done = subprocess.run(
        [
            "bash",
            "-c",
            f'"{sys.executable}" -m crmkit segment {kept[0]} "{kept[1]}" --detail | head -1; echo ${{PIPESTATUS[0]}}',
        ],
        env=home_env,
        cwd=tmp_path,
        capture_output=True,
        timeout=LONG,
    )
    assert done.stdout.splitlines()[-1] == b"0"
    assert done.stderr == b""


def test_reader_that_left_before(kept, home_env, tmp_path):
    """The pipe is broken before the first byte: exit 0, not a word."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [*COMMAND, "segment", *kept], env=home_env, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [["segment"], ["--help"]], ids=["answer", "help"])
def test_closed_stdout(kept, home_env, tmp_path, arguments):
    words = [*arguments, *kept] if arguments == ["segment"] else arguments
    line = " ".join(f'"{word}"' for word in [*COMMAND, *words])
    done = subprocess.run(["bash", "-c", f"{line} >&-"], env=home_env, cwd=tmp_path, capture_output=True)
    assert done.returncode == 6
    assert b"standard output is closed" in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("arguments", [["segment"], ["--help"]], ids=["answer", "help"])
def test_full_disk_behind_stdout(kept, home_env, tmp_path, arguments):
    words = [*arguments, *kept] if arguments == ["segment"] else arguments
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, *words], env=home_env, cwd=tmp_path, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 6
    assert done.stderr.count(b"\n") == 1


def test_all_streams_closed(kept, home_env, tmp_path):
    line = " ".join(f'"{word}"' for word in [*COMMAND, "segment", *kept, "-o", "out.csv"])
    done = subprocess.run(["bash", "-c", f"{line} <&- >&- 2>&-"], env=home_env, cwd=tmp_path, capture_output=True)
    assert done.returncode == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("segment")


def test_json_is_json_and_stderr_is_silent(crmkit, orders):
    run = crmkit("tiers", orders, "--format", "json")
    answer = json.loads(run.out)
    assert answer["schema_version"] == 1
    assert answer["analysis"] == "tiers"
    assert run.err == ""


def test_same_data_same_bytes(process, orders, home_env):
    first = process("segment", orders, "--format", "json")
    again = process(
        "segment", orders, "--format", "json", env={**home_env, "PYTHONHASHSEED": "7", "TZ": "America/New_York"}
    )
    assert first.out == again.out


def test_nicks_are_masked_unless_revealed(crmkit, orders):
    masked = crmkit("segment", orders, "--detail", "--format", "csv").text
    revealed = crmkit("segment", orders, "--detail", "--format", "csv", "--reveal").text
    assert "买家20号" not in masked
    assert "买家20号" in revealed


def test_held_back_rows_are_said(crmkit, orders):
    run = crmkit("segment", orders, "--detail", "--limit", "3", "--format", "csv")
    assert len(run.text.splitlines()) == 4
    assert "17" in run.err
    assert crmkit("segment", orders, "--detail", "--limit", "3", "--format", "csv", "-q").err == ""


def test_a_file_gets_every_row_and_only_its_owner_reads_it(process, kept, tmp_path):
    old = os.umask(0)
    try:
        run = process("segment", *kept, "--detail", "-o", "list.csv")
    finally:
        os.umask(old)
    assert (run.code, run.out) == (0, b"")
    target = tmp_path / "list.csv"
    assert len(target.read_text(encoding="utf-8").splitlines()) == 21
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def test_binary_is_not_for_a_terminal(kept, home_env, tmp_path):
    """A real terminal as stdout: xlsx is refused, a table is coloured, talk is allowed."""
    leader, follower = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "segment", *kept, "--format", "xlsx"],
        env=home_env,
        cwd=tmp_path,
        stdout=follower,
        stderr=subprocess.PIPE,
    )
    os.close(follower)
    os.close(leader)
    assert done.returncode == 2
    assert b"-o FILE" in done.stderr


def test_help_speaks_the_language_of_the_locale(crmkit, home_env):
    assert "导出" in crmkit("--help", env={**home_env, "LANG": "zh_CN.UTF-8"}).text
    assert "导出" not in crmkit("--help").text
    assert "导出" in crmkit("load", "--help", "--lang", "zh").text


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no folder on this system that refuses files even to root")
def test_a_folder_that_takes_no_files(crmkit, orders):
    """Neither an answer nor a store can be written there: exit 6, one line, no crash."""
    for arguments in (["segment", orders, "-o", "/proc/answer.csv"], ["load", orders, "--store", "/proc/shop.duckdb"]):
        run = crmkit(*arguments)
        assert run.code == 6, run.err
        assert run.err.count("\n") == 1


def test_no_terminal_type_and_no_colour(crmkit, orders, home_env):
    plain = crmkit("segment", orders, env={**home_env, "TERM": "", "NO_COLOR": "1"})
    coloured = crmkit("segment", orders, env={**home_env, "FORCE_COLOR": "1"})
    assert b"\x1b" not in plain.out
    assert b"\x1b" in coloured.out
    assert b"\x1b" not in crmkit("segment", orders).out


def test_ctrl_c_while_the_program_is_loaded_is_no_traceback(tmp_path, home_env):
    """The signal comes when the command line is imported: before anything could catch it."""
    script = """
import os, signal, sys
class Interrupting:
    def find_spec(self, name, path, target=None):
        if name == "crmkit.cli.main":
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Interrupting())
from crmkit.__main__ import run
run()
"""
    done = subprocess.run([sys.executable, "-c", script], env=home_env, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, b"", b"")
