"""Dialects of one's own on the command line."""

from __future__ import annotations

import json

OWN = '[columns]\ncreated_at = "When"\npaid = "Money"\n'


def test_a_dialect_is_named_on_the_command_line_but_not_beside_a_mapping(crmkit, tmp_path):
    file, own = tmp_path / "a.csv", tmp_path / "own.toml"
    file.write_text("When,Money\n2024-01-01,5.00\n", encoding="utf-8")
    own.write_text(OWN, encoding="utf-8")
    assert json.loads(crmkit("trend", file, "--dialect", own, "--format", "json").text)["facts"]["net_sales"] == "5.00"
    for more in (["--map", "amount=Money,ordered_at=When"], ["--dialect", own], ["--dialect", tmp_path / "none.toml"]):
        assert crmkit("trend", file, "--dialect", own, *more).code == 2


LOG = "Sold On,Client,Total,Grand Total\n2024-01-01,Anna,5.00,6.00\n2024-01-02,Bert,7.00,8.00\n"


def test_a_draft_is_written_decided_and_loaded_by(crmkit, tmp_path):
    file, own = tmp_path / "a.csv", tmp_path / "own.toml"
    file.write_text(LOG, encoding="utf-8")
    assert crmkit("dialect", file, "-o", own).code == 0
    assert crmkit("load", file, "--dialect", own, "--store", tmp_path / "s.duckdb").code == 2, "open decisions"
    text = own.read_text(encoding="utf-8").replace('# paid = ["Total"]', 'paid = ["Total"]')
    own.write_text(text, encoding="utf-8")
    assert crmkit("load", file, "--dialect", own, "--store", tmp_path / "s.duckdb").code == 0
    answer = crmkit("trend", "--store", tmp_path / "s.duckdb", "--format", "json")
    assert json.loads(answer.text)["facts"]["net_sales"] == "12.00"


def test_what_was_decided_is_not_written_over(crmkit, tmp_path):
    file, own = tmp_path / "a.csv", tmp_path / "own.toml"
    file.write_text(LOG, encoding="utf-8")
    own.write_text("decided", encoding="utf-8")
    run = crmkit("dialect", file, "-o", own)
    assert (run.code, own.read_text(encoding="utf-8")) == (7, "decided")
    assert "--overwrite" in run.err
    assert crmkit("dialect", file, "-o", own, "--overwrite").code == 0
    assert own.read_text(encoding="utf-8") == crmkit("dialect", file).text
    assert crmkit("dialect", file, "-o", file, "--overwrite").code == 7, "nor is the file itself"


def test_the_same_as_data_and_in_chinese(crmkit, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(LOG, encoding="utf-8")
    answer = json.loads(crmkit("dialect", file, "--format", "json").text)
    assert answer["facts"]["loads"] is False
    assert [note["code"] for note in answer["notes"]] == ["decide_amount", "decide_currency"]
    assert answer["rows"][1] == {"header": "Client", "meaning": "buyer", "cell_form": "text", "examples": "Xxxx"}
    assert answer["parts"]["draft"]["rows"][0]["toml"] == crmkit("dialect", file).text
    assert "哪一列是金额" in crmkit("dialect", file, "--lang", "zh").text
    assert crmkit("dialect", file, "--format", "table", "-o", tmp_path / "a.txt").code == 0


def test_options_that_a_draft_has_no_use_for_are_refused(crmkit, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(LOG, encoding="utf-8")
    for option in (["--limit", "3"], ["--reveal"]):
        assert crmkit("dialect", file, *option).code == 2
