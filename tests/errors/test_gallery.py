"""Every error of the catalog has a file in this folder, and is told as the file says, in both languages.

``CRMKIT_GALLERY=write`` writes what the program says now into the files.
"""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator
from pathlib import Path

from tests.errors.gallery import Case, Ending, play, read_case

from crmkit.cli.app import command_tree
from crmkit.messages import catalog

CATALOG = catalog()["error"]
HERE = Path(__file__).parent
CASES = [read_case(path) for path in sorted(HERE.glob("*.test"))]
WRITES = os.environ.get("CRMKIT_GALLERY") == "write"


def test_a_file_for_every_code():
    codes = {case.code for case in CASES}
    assert (sorted(CATALOG.keys() - codes), sorted(codes - CATALOG.keys())) == ([], []), "no file; no code"


def test_every_file_says_what_its_owner_did():
    assert not [case.path.name for case in CASES if not case.lead.startswith("# ") or len(case.lead) < 15]


def test_advice_names_commands_and_options_that_there_are():
    tree = command_tree("en")
    parameters = [each for command in tree.commands.values() for each in command.params]
    options = {"--help"}.union(*(each.opts + each.secondary_opts for each in parameters))
    wrong = []
    for code, entry in CATALOG.items():
        for text in entry.values():
            named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", text)) - options
            called = set(re.findall(r"`crmkit ([a-z]+)", text)) - tree.commands.keys()
            wrong += [f"{code}: {each}" for each in sorted(named | called)]
    assert not wrong


def test_every_error_is_told_as_its_file_says(tmp_path: Path):
    wrong = []
    for case in CASES:
        try:
            found = play(case, tmp_path / case.code)
        except AssertionError as failed:
            wrong.append(str(failed))
            continue
        if WRITES and found.code == case.code:
            case.path.write_text(case.rewritten(found.texts), encoding="utf-8")
        else:
            wrong += differences(case, found)
    assert not wrong, "\n".join([f"{len(wrong)} lines differ (CRMKIT_GALLERY=write takes them over):", *wrong])


def differences(case: Case, found: Ending) -> Iterator[str]:
    """What differs from what the file says."""
    expected = case.expected
    for name, said, is_so in (("code", expected.code, found.code), ("exit", expected.exit_code, found.exit_code)):
        if said != is_so:
            yield f"{case.path.name}: {name} {said} is {is_so}"
    for language, text in found.texts.items():
        lines = difflib.ndiff(expected.texts.get(language, "").splitlines(), text.splitlines())
        yield from (f"{case.path.name}: {line}" for line in lines if line[0] in "+-")
