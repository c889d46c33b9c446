"""What the source must never hold: foreign hosts, our own paths, doors to danger, talk in the wrong room."""

from __future__ import annotations

import ast
import re
import subprocess

from source import PACKAGE, ROOT, calls, modules, none_of

BANNED_MODULES = {"pickle", "marshal", "shelve", "socket", "urllib", "http", "requests", "ftplib", "smtplib", "joblib"}
BANNED_CALLS = {"eval", "exec", "compile", "__import__", "system", "popen"}
HOSTS = re.compile(r"https?://[\w.-]+", re.IGNORECASE)
ALLOWED_HOSTS = re.compile(
    r"https?://(keepachangelog\.com|www\.w3\.org|datapackage\.org|semver\.org|[\w.-]*\.example|[\w-]+|example\.(com|org))$",
    re.IGNORECASE,
)
PLACES = re.compile(r"(?<![\w$}\"])/(?:work|root)/[a-z]")


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        return [path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*.py")]
    return listed.stdout.splitlines()


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def test_no_door_to_the_network_or_to_foreign_code():
    assert {name: bad for name, tree in modules().items() if (bad := imported(tree) & BANNED_MODULES)} == {}


def test_no_call_that_runs_text():
    bare = [(module, node.func.id) for module, _, node in calls() if isinstance(node.func, ast.Name)]
    assert [found for found in bare if found[1] in BANNED_CALLS] == []


def test_print_belongs_to_the_command_line():
    bare = {module for module, called, node in calls() if called == "print" and isinstance(node.func, ast.Name)}
    assert {module for module in bare if not module.startswith("cli/")} == set()


def test_the_clock_is_read_by_the_command_line_only():
    """``monotonic`` measures a wait and is no date; the moment of a load is the loader's to record."""
    clocks = {"now", "today", "utcnow", "time"}
    read = {
        f"{module}:{called}"
        for module, called, node in calls()
        if called in clocks and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "time"} and not module.startswith("cli/")
    }  # fmt: skip
    assert read <= {"ingest/load.py:now"}


def test_no_foreign_host_and_no_path_of_ours():
    """Here the two patterns are written, and narrow tables or invented data hold what looks like a link."""
    kept_out = ("tests/golden/", "examples/", "tests/house/test_source.py")
    wrong = []
    for name in tracked():
        if (ROOT / name).is_file() and not name.startswith(kept_out):
            text = (ROOT / name).read_bytes().decode("utf-8", "replace")
            wrong += [f"{name}: {host}" for host in HOSTS.findall(text) if not ALLOWED_HOSTS.match(host)]
            wrong += [f"{name}: {place}" for place in PLACES.findall(text)]
    none_of(wrong)


def test_dates_are_reasoned_about_in_one_place():
    # a sheet counts days since its own day zero, and in parts of a second
    allowed = {"periods.py", "ingest/rows/sheet.py", "ingest/rows/sheet_child.py"}
    users = {
        name
        for name, tree in modules().items()
        if any(
            isinstance(node, ast.ImportFrom) and node.module == "datetime"
            and {alias.name for alias in node.names} & {"timedelta", "timezone"}
            for node in ast.walk(tree)
        )
    }  # fmt: skip
    assert {name for name in users - allowed if not name.startswith("demo/")} == set()


def test_analyses_never_look_around():
    """No environment, no clock, no settings: every parameter is an argument."""
    for name, tree in modules().items():
        if name.startswith(("analyses/", "customers/", "models/")):
            assert not imported(tree) & {"os", "time", "locale", "platformdirs"}, name


def test_a_question_is_a_folder():
    """A command that asks lives in the folder of its name, which the import contract covers with all its parts."""
    assert 'modules = ["crmkit.analyses.*"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    folders = {path.name for path in (PACKAGE / "analyses").iterdir() if (path / "__init__.py").is_file()}
    questions = folders & {path.stem for path in (PACKAGE / "cli" / "commands").glob("*.py")}
    assert {path.stem for path in (PACKAGE / "analyses").glob("*.py")} == {"__init__"}
    assert questions == folders, folders ^ questions
    assert not [name for name in folders if not (PACKAGE / "analyses" / name / f"{name}.py").is_file()]


def test_no_folder_is_a_heap():
    """Who looks for a file reads the names of its folder; from about 25 on no reader does. The store's views, the
    sentences, the demo's names and the commands are lists that are read as lists."""
    heaps = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_dir() and len([each for each in path.iterdir() if each.suffix in (".py", ".sql", ".toml")]) > 26
    }
    assert heaps <= {"store", "store/views", "sentences", "demo", "cli/commands"}, heaps
