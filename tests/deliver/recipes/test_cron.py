"""The line that ``crmkit cron`` prints works in cron's own empty environment, whatever the folders are called."""

from __future__ import annotations

import json
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
        assert line.startswith("30 7 * * 1 umask 077; cd ")
        run = by_cron(line)
        assert (run.code, run.err) == (0, "")
        assert re.fullmatch(r"(最新的订单是|The newest order is) [0-9]+ .*2024-06-30.*\n", run.text)  # invented exports
        log = recipe.with_suffix(".log")
        assert re.search("done|完成", log.read_text(encoding="utf-8")) and log.stat().st_mode & 0o077 == 0
        assert written < (written := set((folder / "reports").iterdir()))


FRESH = '\n[[check]]\nname = "fresh"\nrequire = "data.days_old <= 99999"\n'
GOAL = '\n[[goal]]\nname = "{}"\nrequire = "segment.net_sales >= {}"\n'


def test_a_mail_has_what_this_run_says_and_the_log_what_all_of_them_said(desk: Desk):
    """The failure of last week stands in the log, not in the mail of this week, which is none if all is well."""
    log = desk.folder / "it's 50%.log"
    mails = []
    for name, least in (("销售", 5000), ("好", 1), ("sales", 6000)):
        recipe = desk.recipe(HEAD + REPORTS + FRESH + GOAL.format(name, least))
        run = by_cron(line_of(desk.crmkit("cron", recipe, "--lang", "zh", "--log", log)))
        assert run.err == ""
        mails.append((run.code, run.text))
    (first, told), well, (last, retold) = mails
    assert (first, well, last) == (1, (0, ""), 1)
    assert "（销售）：目标未达到" in told and told.count("\n") == 1
    assert "（sales）：目标未达到" in retold and retold.count("\n") == 1
    kept = log.read_text(encoding="utf-8")
    assert told in kept and retold in kept and kept.index(told) < kept.index(retold)
    assert kept.count("步骤") >= 3 and len(re.findall(r"[0-9]{2}:[0-9]{2}:[0-9]{2}", kept)) == 3  # the time of each run


def test_trouble_of_the_line_itself_is_mailed(desk: Desk):
    """A folder that is gone, a log that cannot be written, a program that was moved, a recipe with several faults."""
    recipe = desk.recipe(HEAD + REPORTS + FRESH)
    line = line_of(desk.crmkit("cron", recipe, "--log", desk.folder / "none" / "a.log"))
    run = by_cron(line)
    assert run.code != 0 and "a.log" in run.err and not (desk.folder / "shop.duckdb").exists()
    line = line_of(desk.crmkit("cron", recipe))
    run = by_cron(re.sub(r"\S+ run ", "/no/such/crmkit run ", line))
    assert run.code == 127 and "/no/such/crmkit" in run.text
    run = by_cron(line.replace("umask 077; cd ", "umask 077; cd /no/such/folder"))
    assert run.code != 0 and "/no/such/folder" in run.err
    desk.recipe(HEAD + '[[ask]]\nanalysis = "churn"\nmonths = 0\n\n[[ask]]\nanalysis = "value"\nmonths = 0\n')
    run = by_cron(line)
    assert (run.code, run.text.count("months: '0' is not allowed")) == (2, 2)


def test_old_data_are_mailed_logged_and_noted_but_not_with_quiet(desk: Desk):
    """Nobody laid a new export into the folder: all steps succeed, and the owner looks at last year's figures."""
    recipe = desk.recipe(HEAD + REPORTS)
    run = desk.crmkit("run", recipe, "--format", "json")
    (note,) = json.loads(run.text)["notes"]
    assert (run.code, note["code"]) == (0, "data_is_old") and "2024-06-24" in note["text"]
    assert run.err.count("The newest order is") == 1
    run = desk.crmkit("run", recipe, "--lang", "zh")  # once, where table and note go into one log
    assert "最新的订单是" in run.err and "最新的订单是" not in run.text
    line = line_of(desk.crmkit("cron", recipe, "--lang", "zh"))
    assert by_cron(line).code == 0
    log = recipe.with_suffix(".log").read_text(encoding="utf-8")
    assert log.count("最新的订单是") == 1 and re.match(r"[0-9]{4}(-[0-9]{2}){2} [0-9:]{8} \+0800\n", log)
    run = desk.crmkit("run", recipe, "-q")
    assert (run.code, run.out, run.err) == (0, b"", "")
    run = desk.crmkit("run", desk.recipe(HEAD + REPORTS + FRESH))  # the owner has said how old is old
    assert (run.code, run.err) == (0, "") and "newest order" not in run.text


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
