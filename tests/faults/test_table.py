"""The page says what the command writes: its lines and titles, scores in their form, tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.faults.active import FOUND_IN, in_csv, in_markdown, in_page, in_terminal
from tests.faults.line import LINES, Amount, Ended, title_of
from tests.faults.payload_texts import COUNT, payloads
from tests.faults.scene import empty, require_told
from tests.faults.table import PAGE, SCORE, Score, rows
from tests.program import Run

ROOT = Path(__file__).parents[2]


def test_lines_are_those_of_the_command():
    found = rows(PAGE.read_text(encoding="utf-8"))
    assert [(name, title) for name, (title, _, _) in found.items()] == [(name, title_of(name)) for name in LINES]
    assert [cell for _, *scores in found.values() for cell in scores if not SCORE.fullmatch(cell)] == []


def test_invariants_are_held_by_tests_and_lines_that_are_there():
    table = PAGE.read_text(encoding="utf-8").partition("## Invariants")[2]
    found = re.findall(r"^\| (I\d+) .*\| (.*) \|$", table, re.MULTILINE)
    assert [name for name, _ in found] == [f"I{number}" for number in range(1, 19)]
    for _, held in found:
        place = ""
        for named in re.findall(r"`([^`]+)`", held):
            file, _, test = named.rpartition("::")
            place = file or place
            assert named in LINES or f"def {test}(" in (ROOT / place).read_text(encoding="utf-8"), named


def test_a_score_counts_what_was_skipped_apart():
    ended = [Ended("a", 10), Ended("b", 1, "failed"), Ended("c", 1, "hung"), Ended("d", 1, "skipped")]
    assert str(Score.of(ended)) == "10 of 12, 1 skipped"
    assert SCORE.fullmatch(str(Score.of(ended)))


def test_a_sample_is_the_same_for_a_seed_and_all_of_it_in_the_long_form():
    everything = list(range(1000))
    chosen = Amount(is_long=False).some(everything, 10, "x")
    assert chosen == Amount(is_long=False).some(everything, 10, "x") == sorted(chosen)
    assert chosen != Amount(is_long=False, seed=1).some(everything, 10, "x")
    assert Amount(is_long=True).some(everything, 10, "x") == everything


@pytest.mark.parametrize(
    ("code", "err", "found"),
    [
        (0, "", "old"),
        (6, "crmkit: error: the disk is full, nothing was changed\n", "new"),
        (6, "crmkit: error: the disk is full\n", "new"),
        (6, "crmkit: error: the disk is full, but the files are loaded\n", "old"),
        (70, "crmkit: error: internal error\n", "old"),
        (6, "Traceback (most recent call last)\n", "old"),
        (0, "", "half"),
        (-11, "", "half"),
    ],
)
def test_what_is_said_and_not_so_is_found(code, err, found):
    with pytest.raises(AssertionError):
        require_told(Run(code, b"", err), "old", "new", found)


def test_what_is_said_and_so_passes():
    require_told(Run(0, b"loaded", ""), "old", "new", "new")
    require_told(Run(6, b"", "crmkit: error: the disk is full, nothing was changed\n"), "old", "new", "old")
    require_told(Run(6, b"", "crmkit: error: the disk is full, but the files are loaded\n"), "old", "new", "new")
    require_told(Run(-9, b"", ""), "old", "new", "old")


def test_what_is_active_is_found():
    assert in_terminal(b"a\x1b[31m")
    assert in_terminal("a\u202eb".encode())
    assert in_csv("a,\u3000=1+1\n".encode())
    assert in_csv(b'a,"\t=1"\n')
    assert in_markdown(b"<script>x</script>\n")
    assert in_markdown(b"[x](javascript:y)\n")
    for page in ("<script>PAYLOAD()</script>", "<a onclick=x>", "<a href=' javascript:x'>", "<img src=x>", "<base>"):
        assert in_page(page.encode()), page


def test_what_is_harmless_is_not_found():
    assert not in_csv(b"a,-1.50,2024-01-01,'=1+1\n")
    assert not in_markdown("小明 \\<b> \\[x\\](y)\n".encode())
    assert not in_page(b'<script type="application/json">["PAYLOAD"]</script><p>&lt;script&gt;</p>')


def test_planted_data_is_found_in_every_encoding(tmp_path):
    scene = empty(tmp_path)
    (scene.out / "a").write_bytes("x秘名7".encode("utf-16-le"))
    (scene.out / "b").write_bytes("桂花弄3号".encode("gb18030"))
    assert scene.planted() == ["out/a", "out/b"]


def test_payloads_are_so_many():
    assert len(set(payloads())) == COUNT
    assert set(FOUND_IN) >= {"table", "csv", "tsv", "json", "ndjson", "md", "xlsx", "parquet", "html"}
