"""The line that ``crmkit cron`` prints works in cron's own empty environment, whatever the folders are called."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.deliver.recipes.conftest import HEAD, REPORTS, Desk
from tests.program import Run

from crmkit.cli.commands import cron
from crmkit.deliver.recipes.schedule import read_moment
from crmkit.errors import UsageError

EXAMPLES = Path(__file__).parents[3] / "examples"


def by_cron(line: str) -> Run:
    """What cron does with a line of its table: fields off, ``\\%`` to ``%``, an empty environment, a plain shell."""
    command = line.split(" ", 5)[5].replace("\\%", "%")
    done = subprocess.run(["env", "-i", "/bin/sh", "-c", command], capture_output=True, cwd="/", check=False)
    return Run(done.returncode, done.stdout, done.stderr.decode("utf-8"))


def line_of(run: Run) -> str:
    comment, line = run.text.splitlines()
    assert comment.startswith("# ")
    return line


def test_the_recipes_of_the_examples_run_by_cron(desk: Desk):
    """One after the other, as they stand in a table; they have one store, which the first one makes."""
    folder = desk.folder / "50% 折" / "recipes"
    shutil.copytree(EXAMPLES, folder.parent, ignore=shutil.ignore_patterns("*.duckdb*", "reports", "*.log"))
    recipes, written = sorted(folder.glob("*.toml"), reverse=True), set()
    assert [recipe.stem for recipe in recipes] == ["weekly", "monthly"]
    for recipe in recipes:
        line = line_of(desk.crmkit("cron", recipe, "--at", "周一 07:30"))
        assert line.startswith("30 7 * * 1 cd ")
        run = by_cron(line)
        assert (run.code, run.out, run.err) == (0, b"", "")
        assert recipe.with_suffix(".log").read_bytes() == b""
        assert written < (written := set((folder / "reports").iterdir()))


def test_a_failure_is_mailed_and_stays_in_the_log(desk: Desk):
    recipe = desk.recipe(HEAD + REPORTS + '\n[[goal]]\nname = "销售"\nrequire = "segment.net_sales >= 5000"\n')
    line = line_of(desk.crmkit("cron", recipe, "--lang", "zh", "--log", desk.folder / "it's.log"))
    run = by_cron(line)
    assert (run.code, run.err) == (1, "")
    assert "（销售）" in run.text or "(销售)：目标未达到" in run.text
    assert (desk.folder / "it's.log").read_bytes() == run.out


def test_the_settings_of_this_shell_are_in_the_line(desk: Desk):
    recipe = desk.recipe('[[ask]]\nanalysis = "segment"\n')
    line = line_of(desk.crmkit("cron", recipe, LANG="zh_CN.UTF-8", CRMKIT_TZ="Asia/Tokyo", CRMKIT_STORE="s.duckdb"))
    assert "LC_ALL=zh_CN.UTF-8" in line and "CRMKIT_TZ=Asia/Tokyo" in line and "--lang" not in line
    assert re.search(r"--store '?/.*/s\.duckdb", line)
    line = line_of(desk.crmkit("cron", recipe, LANG="zh_CN.GBK"))
    assert "LC_ALL=C.UTF-8" in line and "--lang zh" in line
    line = line_of(desk.crmkit("cron", recipe, LANG="C.UTF-8", CRMKIT_LANG="zh"))
    assert "--lang zh" in line and "CRMKIT_LANG" not in line


def test_the_program_is_the_script_beside_this_interpreter_or_the_interpreter(tmp_path, monkeypatch):
    python = tmp_path / "bin" / "python"
    python.parent.mkdir()
    monkeypatch.setattr(cron.sys, "executable", str(python))
    monkeypatch.setattr(cron.sysconfig, "get_path", lambda name: str(tmp_path / "none"))
    assert cron.program() == [str(python), "-P", "-m", "crmkit"]
    script = python.with_name("crmkit")
    script.write_text("#!/bin/sh\n")
    assert cron.program()[0] == str(python)  # nobody may run it
    script.chmod(0o700)
    assert cron.program() == [str(script)]


@pytest.mark.parametrize(
    ("text", "fields", "calendar"),
    [
        ("Mon 07:30", "30 7 * * 1", "Mon *-*-* 07:30:00"),
        ("sunday 0:05", "5 0 * * 0", "Sun *-*-* 00:05:00"),
        ("周日 23：59", "59 23 * * 0", "Sun *-*-* 23:59:00"),
        ("星期天 08:00", "0 8 * * 0", "Sun *-*-* 08:00:00"),
        ("星期六 08:00", "0 8 * * 6", "Sat *-*-* 08:00:00"),
        ("28 06:00", "0 6 28 * *", "*-*-28 06:00:00"),
        ("07:30", "30 7 * * *", "*-*-* 07:30:00"),
    ],
)
def test_times_to_run_at(text: str, fields: str, calendar: str):
    moment = read_moment(text)
    assert (moment.for_cron, moment.for_systemd) == (fields, calendar)


@pytest.mark.parametrize(
    "text", ["", "Mon", "Mon 24:00", "Mon 7:60", "29 07:30", "0 07:30", "周八 07:30", "M 07:30", "* 1:00"]
)
def test_no_times_to_run_at(text: str):
    with pytest.raises(UsageError):
        read_moment(text)


def test_systemd_takes_the_units(desk: Desk, tmp_path: Path):
    folder = desk.folder / '50% $HOME "x"'
    folder.mkdir()
    recipe = folder / "每周 report.toml"
    recipe.write_text('[[ask]]\nanalysis = "segment"\n', encoding="utf-8")
    run = desk.crmkit("cron", recipe, "--systemd", "--at", "1 06:00")
    units = dict(
        re.findall(r"^# \S+/(crmkit-report-[0-9a-f]{6}\.(?:service|timer))\n(.*?)(?=^# )", run.text, re.S | re.M)
    )
    assert len(units) == 2
    service, timer = sorted(units)
    assert '50%% $$HOME \\"x\\"' in units[service] and "OnCalendar=*-*-01 06:00:00" in units[timer]
    assert f"enable --now {timer}" in run.text
    if shutil.which("systemd-analyze") is None:
        return
    for name, text in units.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", *(str(tmp_path / name) for name in units)],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert not [line for line in done.stderr.splitlines() if "crmkit-report" in line], done.stderr
