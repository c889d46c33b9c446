"""Dialects of one's own on the command line."""

from __future__ import annotations

import json

OWN = '[columns]\ncreated_at = "When"\npaid = "Money"\n'


def test_a_dialect_is_named_on_the_command_line_but_not_beside_a_mapping(crmkit, tmp_path):
    file, own = tmp_path / "a.csv", tmp_path / "own.toml"
    file.write_text("When,Money\n2024-01-01,5.00\n", encoding="utf-8")
    own.write_text(OWN, encoding="utf-8")
    assert json.loads(crmkit("trend", file, "--dialect", own, "--format", "json").text)["facts"]["revenue"] == "5.00"
    for more in (["--map", "amount=Money,ordered_at=When"], ["--dialect", own], ["--dialect", tmp_path / "none.toml"]):
        assert crmkit("trend", file, "--dialect", own, *more).code == 2
