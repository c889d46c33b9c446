"""Names that were given up and that people have in their conditions, settings and cron lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from crmkit.cli.app import COMMANDS, command_tree
from crmkit.config import Folders, Settings, read_settings
from crmkit.customers.conditions.tags import all_tags, shipped_names
from crmkit.customers.conditions.values import codes_of
from crmkit.customers.conditions.where import read_where
from crmkit.customers.traits.catalog import TRAITS
from crmkit.former import former, said_today
from crmkit.messages import LANGUAGES
from crmkit.vocabulary import word


@pytest.mark.parametrize(
    ("before", "today"),
    [
        ("net>=500 and 平均每次金额<80", "net_spend>=500 and avg_basket<80"),
        ("购买日合计>=2 or 老客=否", "purchase_days>=2 or is_repeat=no"),
        ("favourite_product~茶 and level is known", "top_product~茶 and member_level is known"),
        ("stage=lapsed or 生命周期 in (逾期, 流失)", "stage=dormant or stage in (overdue, lost)"),
        ("segment=流失风险", "segment=at_risk"),
    ],
)
def test_a_condition_means_what_it_meant(before: str, today: str) -> None:
    assert read_where(before).predicate == read_where(today).predicate


def test_a_tag_is_still_called_so() -> None:
    names = shipped_names()
    assert (names["逾期未购"], names["Often refunded"]) == (names["overdue"], names["refund_high"])


@pytest.mark.parametrize(
    ("before", "today"),
    [
        ("segment --cuts R=90 --limits mean", "segment --thresholds R=90 --split-by mean"),
        ("--lang zh tiers --cut-points=0.5", "--lang zh tiers --tier-shares=0.5"),
        ("value --horizon-months 6", "value --months 6"),
        ("churn --method silence", "churn --method mbg-nbd"),
        ("churn --method=trained", "churn --method=classifier"),
        ("cohort --metric cumulative_value", "cohort --metric cumulative-sales"),
        ("tiers --cuts R=90", "tiers --cuts R=90"),  # never an option of this command
        ("churn -- --method silence", "churn -- --method silence"),
    ],
)
def test_a_command_line_does_what_it_did(before: str, today: str) -> None:
    assert said_today(before.split()) == today.split()


def test_a_setting_is_still_read(tmp_path: Path) -> None:
    nowhere = Folders(None, None, None)
    (tmp_path / "crmkit.toml").write_text('cuts = "R=90"\n', encoding="utf-8")
    assert read_settings({}, tmp_path, nowhere).thresholds == "R=90"
    assert read_settings({"CRMKIT_CUTS": "R=60"}, tmp_path, nowhere).thresholds == "R=60"
    both = {"CRMKIT_CUTS": "R=60", "CRMKIT_THRESHOLDS": "R=30"}
    assert read_settings(both, tmp_path, nowhere).thresholds == "R=30", "the name of today goes first"


def test_former_names_lead_to_what_there_is() -> None:
    """None of them is a name of today, so that none hides one."""
    table = former()
    labels = {word(name).label(language) for name in TRAITS for language in LANGUAGES}
    assert set(table["traits"].values()) <= set(TRAITS) and not set(table["traits"]) & (set(TRAITS) | labels)
    for name, values in table["values"].items():
        codes = codes_of(TRAITS[name]) or {}
        assert set(values.values()) <= set(codes.values()) and not {value.lower() for value in values} & set(codes)
    tags = {tag.code: tag for tag in all_tags()}
    assert set(table["tags"].values()) <= set(tags)
    assert not set(table["tags"]) & {name for tag in tags.values() for name in tag.names}
    assert set(table["settings"].values()) <= set(Settings.__dataclass_fields__)


def test_former_options_lead_to_options_and_choices() -> None:
    tree = command_tree("en")
    assert set(former()["options"]) <= set(COMMANDS)
    for name, options in former()["options"].items():
        command = tree.commands[name]
        page = command.get_help(command.context_class(command, terminal_width=200)).replace("\n", " ")
        for before, today in options.items():
            option, _, value = before.partition(" ")
            assert today in page and option in (page if value else before), before
            assert f"  {before} " not in page, before
