"""``crmkit tags`` and ``crmkit inspect`` as a shell runs them, and tags of one's own from a flag or the settings."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
ORDERS = EXAMPLES / "orders.csv"
MINE = '[vip]\nzh = "贵宾"\nrule = "net>=500 and tag:repeat"\n'


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "my_tags.toml"
    path.write_text(MINE, encoding="utf-8")
    return path


def customers_by_tag(run) -> dict[str, int]:
    assert run.code == 0, run.err
    return {row["tag_code"]: row["customers"] for row in json.loads(run.text)["rows"]}


def test_own_tags_from_the_flag_the_variable_and_the_project(crmkit, mine, tmp_path):
    plain = customers_by_tag(crmkit("tags", ORDERS, "--format", "json"))
    assert len(plain) == 25 and "vip" not in plain
    flagged = customers_by_tag(crmkit("tags", ORDERS, "--tags", mine, "--format", "json"))
    assert flagged["vip"] > 0 and {code: flagged[code] for code in plain} == plain
    (tmp_path / "crmkit.toml").write_text('tags = "my_tags.toml"\n', encoding="utf-8")
    assert customers_by_tag(crmkit("tags", ORDERS, "--format", "json")) == flagged
    answer = json.loads(crmkit("tiers", ORDERS, "--where", "tag:贵宾", "--format", "json").text)
    assert answer["facts"]["audience_customers"] == flagged["vip"]


def test_a_tag_that_is_not_defined_is_pointed_at(crmkit):
    run = crmkit("tiers", ORDERS, "--where", "tag:frequnt")
    assert run.code == 2 and "`frequent`" in run.err


def test_an_own_file_that_is_wrong_says_where(crmkit, tmp_path):
    (tmp_path / "my_tags.toml").write_text('[vip]\nrule = "net>>5"\n', encoding="utf-8")
    run = crmkit("tags", ORDERS, "--tags", "my_tags.toml")
    assert run.code == 2 and "my_tags.toml, vip" in run.err


def test_the_file_of_tags_is_not_written_over(crmkit, mine):
    assert crmkit("tags", ORDERS, "--tags", mine, "--format", "csv", "-o", mine).code == 7
    assert mine.read_text(encoding="utf-8") == MINE


def test_the_list_is_masked_unless_revealed(crmkit):
    masked = crmkit("tags", ORDERS, "--where", "tag:frequent", "--detail", "--format", "csv")
    revealed = crmkit("tags", ORDERS, "--where", "tag:frequent", "--detail", "--format", "csv", "--reveal")
    assert masked.code == revealed.code == 0
    names = [line.split(",")[2] for line in masked.text.splitlines()[1:]]
    assert names and all("*" in name for name in names)
    assert masked.text != revealed.text and len(masked.out.splitlines()) == len(revealed.out.splitlines())


def test_inspect_needs_a_condition(crmkit):
    run = crmkit("inspect", ORDERS)
    assert run.code == 2 and "--where" in run.err


def test_inspect_says_the_same_twice_in_both_languages(crmkit):
    once = crmkit("inspect", ORDERS, "--where", "tag:frequent", "--lang", "zh")
    assert once.code == 0 and once.out == crmkit("inspect", ORDERS, "--where", "tag:frequent", "--lang", "zh").out
    run = crmkit("inspect", ORDERS, "--where", "标签:高频购买者", "--format", "json")
    assert run.code == 0, run.err
    answer = json.loads(run.text)
    assert answer["params"]["where"] == "标签:高频购买者"
    assert {"attribute_code", "value_code", "index", "p_value"} <= set(answer["rows"][0])
    assert [row["side"] for row in answer["parts"]["inspect_groups"]["rows"]] == ["audience", "others", "everybody"]
