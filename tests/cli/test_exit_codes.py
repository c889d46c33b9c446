"""Every exit code of the contract, one by one: one case of each through a real process, the others in this one."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.program import LONG

from crmkit.cli import app
from crmkit.cli.main import main

ONE_LINE = re.compile(r"crmkit: error: [^\n]+\n")


def test_0_an_answer(process, orders):
    run = process("segment", orders)
    assert (run.code, run.err) == (0, "")
    assert "Customers" in run.text


def test_0_help_and_version(crmkit):
    assert crmkit("--help").code == 0
    assert crmkit("segment", "-h").code == 0
    assert re.fullmatch(r"crmkit \d+\.\d+\.\d+\n", crmkit("--version").text)


def test_1_strict_and_a_quarantined_line(process, orders):
    with orders.open("a", encoding="utf-8") as file:
        file.write("300000000000009999,坏行,abc,abc,交易成功,2024-13-45 99:00:00,,袜子,小店,0.00\n")
    run = process("load", orders, "--strict")
    assert run.code == 1
    assert ONE_LINE.search(run.err)
    assert process("segment").code == 2, "nothing may be kept"


@pytest.mark.parametrize("size", ["banana", "10", "512", "-1GB"])
def test_2_an_amount_of_memory_that_is_none(crmkit, orders, size):
    run = crmkit("segment", orders, "--memory", size)
    assert (run.code, size in run.err) == (2, True)


def test_2_a_mapping_that_names_a_column_twice(crmkit, orders):
    run = crmkit("segment", orders, "--map", "buyer=a,buyer=b,paid_at=c,amount=d")
    assert (run.code, "'buyer' is given twice" in run.err) == (2, True)


@pytest.mark.parametrize("flag", ["-f", "--format"])
def test_3_an_error_as_json(crmkit, flag):
    run = crmkit("segment", "no.csv", flag, "json")
    assert run.code == 3
    assert json.loads(run.err.splitlines()[-1])["error"]["code"] == "file_missing"


@pytest.mark.parametrize(
    "arguments",
    [
        ["segment", "--no-such-option"],
        ["segmnt"],
        ["segment", "--as-of", "yesterday"],
        ["segment", "--format", "docx"],
        ["load"],
        ["load", "x.csv", "--map", "order_id"],
        ["tiers", "--tier-shares", "0.9,0.8"],
        ["segment"],
    ],
    ids=" ".join,
)
def test_2_wrong_usage(crmkit, arguments):
    run = crmkit(*arguments)
    assert run.code == 2
    assert run.out == b""
    assert ONE_LINE.fullmatch(run.err), run.err


def test_2_wrong_setting_names_file_key_and_nearest(process, tmp_path):
    (tmp_path / "crmkit.toml").write_text("windw_days = 30\n", encoding="utf-8")
    run = process("segment")
    assert run.code == 2
    assert "crmkit.toml" in run.err
    assert "'windw_days'" in run.err
    assert "'window_days'" in run.err


def test_3_missing_file(process):
    run = process("segment", "no_such.csv")
    assert run.code == 3
    assert "no_such.csv" in run.err
    assert ONE_LINE.fullmatch(run.err)


def test_4_too_little_data(process, orders):
    header = orders.read_text(encoding="utf-8").splitlines()[0]
    row = "300000000000000001,某人,0.00,5.00,交易关闭,2024-05-01 10:00:00,,袜子,小店,0.00"
    orders.write_text(f"{header}\n{row}\n", encoding="utf-8")
    run = process("segment", orders)
    assert run.code == 4
    assert ONE_LINE.fullmatch(run.err)


def test_5_store_held_by_another(process, orders, tmp_path):
    store = tmp_path / "shop.duckdb"
    assert process("load", orders, "--store", store, "-q").code == 0
    hold = "import duckdb,sys,time; c=duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(600)"
    holder = subprocess.Popen([sys.executable, "-c", hold, str(store)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        run = process("segment", "--store", store, "--wait", "0.2")
    finally:
        holder.kill()
        holder.wait()
    assert run.code == 5
    assert str(holder.pid) in run.err
    assert ONE_LINE.fullmatch(run.err)


def test_6_damaged_store(process, tmp_path):
    store = tmp_path / "shop.duckdb"
    store.write_bytes(b"this is no database at all" * 1000)
    run = process("segment", "--store", store)
    assert run.code == 6
    assert ONE_LINE.fullmatch(run.err)


def test_6_folder_that_takes_no_output(crmkit, orders, tmp_path):
    run = crmkit("segment", orders, "-o", tmp_path / "no_folder" / "out.csv")
    assert run.code == 6
    assert ONE_LINE.fullmatch(run.err)


def test_7_output_over_an_input(process, orders):
    before = orders.read_bytes()
    run = process("segment", orders, "-o", orders)
    assert run.code == 7
    assert orders.read_bytes() == before


def test_70_a_bug_leaves_a_report_without_data(tmp_path, monkeypatch, capsys):
    def broken(_arguments):
        secret = "138" + "0013" + "8000"
        raise RuntimeError(f"phone {secret}")

    monkeypatch.setattr(app, "invoke", broken)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert main(["segment"]) == 70
    message = capsys.readouterr().err
    (report,) = tmp_path.rglob("crmkit-bug-*.txt")
    assert str(report) in message
    assert message.count("\n") == 1
    assert "13800138000" not in message + report.read_text(encoding="utf-8")
    assert "RuntimeError" in report.read_text(encoding="utf-8")
    assert report.stat().st_mode & 0o077 == 0


def test_70_debug_shows_the_trace(monkeypatch, capsys, tmp_path):
    def broken(_arguments):
        raise RuntimeError("seen only with --debug")

    monkeypatch.setattr(app, "invoke", broken)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["segment", "--debug"]) == 70
    assert "seen only with --debug" in capsys.readouterr().err


def test_json_errors_are_an_object_too(crmkit):
    run = crmkit("segment", "no_such.csv", "--format", "json")
    line, message = run.err.splitlines()
    assert line.startswith("crmkit: error: ")
    error = json.loads(message)["error"]
    assert set(error) == {"code", "where", "message", "try"}
    assert error["where"] == "no_such.csv"


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 143)])
def test_signals(home_env, tmp_path, name, code):
    """The program waits on standard input; the signal ends it and nothing is kept."""
    import signal

    if not hasattr(signal, name):
        pytest.skip("no such signal on this system")
    reader, writer = os.pipe()
    program = subprocess.Popen(
        [sys.executable, "-c", WAITING, "load", "-", "--store", str(tmp_path / "shop.duckdb")],
        stdin=reader,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=home_env,
    )
    assert program.stdout is not None
    assert program.stdout.readline() == b"ready\n"
    program.send_signal(getattr(signal, name))
    _, message = program.communicate(timeout=LONG)
    os.close(writer)
    os.close(reader)
    assert program.returncode == code
    assert message.decode().startswith("crmkit: interrupted")
    assert not (tmp_path / "shop.duckdb").exists()


WAITING = """
import sys
import crmkit.cli.app
from crmkit.cli import main, signals

listen = signals.listen
def printing():
    listen()
    print("ready", flush=True)
signals.listen = printing
main.run()
"""
"""The program itself, which says when it is able to hear a signal."""


def test_errors_in_chinese(crmkit):
    assert "找不到文件" in crmkit("segment", "no_such.csv", "--lang", "zh").err


def test_a_hostile_file_name_is_shown_harmless(crmkit):
    run = crmkit("segment", "\x1b]8;;evil\x07\u202ecsv.exe")
    assert run.code == 3
    assert "\x1b" not in run.err
    assert "\u202e" not in run.err


def test_bare_name_is_not_a_path_of_a_store(crmkit, tmp_path):
    run = crmkit("segment", "--store", tmp_path / "absent.duckdb")
    assert run.code == 2
    assert not Path(tmp_path / "absent.duckdb").exists()


def test_6_a_store_that_may_not_be_read(tmp_path, monkeypatch, capsys):
    """Reported as such, whether the file or its folder is closed; root may read all, so the system's no is made up."""

    def refused(path: Path, *_: object, **__: object) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    store = tmp_path / "shop.duckdb"
    store.write_bytes(b"")
    for method in ("exists", "open"):
        with monkeypatch.context() as closed:
            closed.setattr(Path, method, refused)
            code = main(["tiers", "--store", str(store)])
        said = capsys.readouterr()
        assert (code, said.out) == (6, "")
        assert said.err.startswith(f"crmkit: error: {store}: no permission to read the database; ")


def test_map_and_status_may_be_typed_once_or_several_times(crmkit, tmp_path):
    log = tmp_path / "log.csv"
    log.write_text("no,who,at,sum,state\n1,a,2025-01-02,10,ok\n2,b,2025-01-03,20,off\n", encoding="utf-8")
    words, states = "order_id=no,buyer=who,paid_at=at,amount=sum,status=state", "ok=done,off=closed"
    once = crmkit("trend", log, "--map", words, "--status", states, "--format", "json")
    typed = [part for word in words.split(",") for part in ("--map", word)]
    typed += [part for word in states.split(",") for part in ("--status", word)]
    assert crmkit("trend", log, *typed, "--format", "json").out == once.out
    assert json.loads(once.text)["facts"]["orders"] == 1
