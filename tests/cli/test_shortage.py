"""What an error says to be short, whatever stands behind it."""

from __future__ import annotations

from crmkit.cli.failure import write_report
from crmkit.cli.shortage import shortage


def test_an_error_that_is_its_own_cause_ends(tmp_path):
    """As those of the engine are that come from a cast."""
    problem = ValueError("no day")
    problem.__cause__ = problem
    assert shortage(problem) is None
    report = write_report(problem, tmp_path)
    assert report is not None and report.read_text().count("ValueError") == 1


def test_a_cause_behind_an_error_counts():
    problem = RuntimeError("failed")
    problem.__cause__ = MemoryError()
    found = shortage(problem)
    assert found is not None and found.code == "memory_short"
