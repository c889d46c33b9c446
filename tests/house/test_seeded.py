"""The list of bugs that are put in on purpose fits the program as it is today."""

from __future__ import annotations

from tests.seeded import ROOT, bugs


def test_each_bug_has_its_place_and_its_tests():
    wrong = []
    for bug in bugs():
        text = (ROOT / "src/crmkit" / bug["file"]).read_text(encoding="utf-8")
        if text.count(bug["before"]) != 1 or bug["before"] == bug["after"]:
            wrong.append(bug["what"])
        wrong += [path for path in bug["tests"] if not (ROOT / path.partition("::")[0]).exists()]
    assert wrong == []
    assert len(bugs()) >= 30
