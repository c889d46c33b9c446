"""What stands on a terminal: the point first, one table, at most forty lines; the same at the desk and in a script."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cli.conftest import Program

from crmkit import load
from crmkit.messages import LANGUAGES, catalog
from crmkit.render.layout import width_of
from crmkit.render.page import graphemes

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMANDS = (
    *(("segment",), ("tiers",), ("profile",), ("churn",), ("value",), ("repurchase",)),
    ("repurchase", "--by", "product"),
    *(("remind",), ("cohort",), ("trend",), ("trend", "--forecast", "3"), ("inspect", "--where", "tier=A")),
    *(("customer", "207000035623692532"), ("segment", "--detail"), ("profile", "--detail"), ("churn", "--detail")),
)  # fmt: skip
MOST_LINES = 40


@pytest.fixture(scope="module")
def example_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the shop in ``examples``."""
    path = tmp_path_factory.mktemp("examples") / "shop.duckdb"
    load(path, [EXAMPLES / name for name in ("orders.csv", "orders_recent.xlsx", "items.csv", "refunds.csv")])
    return path


@pytest.fixture
def ask(crmkit: Program, home_env: dict[str, str], example_shop: Path):
    """The screen of a command, asked of the example shop in a language and a width."""

    def run(*arguments: str, lang: str = "en", width: int = 80) -> str:
        asked = crmkit(*arguments, "--store", example_shop, "--lang", lang, env={**home_env, "COLUMNS": str(width)})
        assert asked.code == 0, asked.err
        return asked.text

    return run


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_screen_is_short_and_no_line_is_too_long(ask, command):
    for lang in LANGUAGES:
        for width in (60, 80, 120):
            lines = ask(*command, lang=lang, width=width).splitlines()
            assert width < 80 or len(lines) <= MOST_LINES, (lang, width, len(lines))
            wide = [line for line in lines if width_of(line, graphemes) > width]
            assert not wide, (lang, width, wide)
        "".join(lines).encode("gbk")  # an old console of a Chinese Windows can show all of it


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_everything_is_below_the_screen_with_full(ask, command):
    short, full = ask(*command), ask(*command, "--full")
    assert full.splitlines()[0] == short.splitlines()[0]
    assert len(full) > len(short)
    assert "\nDefinition: " in full or "detail" in " ".join(command)
    assert "\nDefinition: " not in short


def test_columns_that_have_left_are_named_and_wide_brings_them(ask):
    narrow = ask("segment", width=60)
    left = re.search(r"Left out at 60 columns: (.*?) \(--wide\)", " ".join(narrow.split()))
    assert left is not None
    wide = ask("segment", "--wide", width=60)
    assert "Left out" not in wide
    header = next(line for line in wide.splitlines() if line.startswith("Segment "))
    assert all(title in header for title in left[1].split(", "))


def test_a_limit_says_how_many_rows_are_wanted(ask):
    assert "30 of 1,359 shown" in " ".join(ask("segment", "--detail", "--limit", "30").split())
    whole = ask("tiers", "--detail", "--limit", "0")
    assert len(whole.splitlines()) > 1359 and "shown" not in whole
    assert "5 of 228 shown" in " ".join(ask("churn", "--top", "5").split())


def test_a_hint_can_be_typed_as_it_stands(ask, crmkit, tmp_path):
    screen = " ".join(ask("tiers", "--detail").split())
    hint = re.search(r"shown; all: crmkit (.*?list|.*?)\.xlsx", screen)
    assert hint is not None
    run = crmkit(*hint[0].removeprefix("shown; all: crmkit ").split())
    assert run.code == 0 and (tmp_path / "tiers.xlsx").exists()


def test_the_sentences_say_what_the_rows_say(ask, crmkit, example_shop):
    def answer(*command: str):
        return json.loads(crmkit(*command, "--store", example_shop, "--format", "json").out)

    tiers = answer("tiers")
    first = tiers["answer"][0]["text"]
    best = tiers["rows"][0]
    assert first.startswith(f"{best['customers']:,} of {tiers['facts']['customers']:,} customers")
    assert f"{round(best['net_sales_share'] * 100)}% of {Decimal(tiers['facts']['net_sales']):,.0f} yuan" in first
    churn = answer("churn")
    facts = churn["facts"]
    lost = round(facts["predicted_churn_rate"] * facts["recent_customers"])
    assert f"About {lost} of {facts['recent_customers']} recent customers" in churn["answer"][0]["text"]
    out = sum(row["customers"] for row in churn["rows"] if row["risk"] in ("high", "slowing"))
    assert churn["answer"][1]["text"].startswith(f"{out} stand out")
    remind = answer("remind")
    assert remind["answer"][0]["text"].startswith(f"{remind['facts']['to_remind']} customers are due")
    assert next(row["basis"] for row in remind["parts"]["remind_list"]["rows"]) == "own"
    trend = answer("trend")
    last = trend["rows"][-1]
    assert (
        f"{last['period']} brought {Decimal(last['net_sales']):,.0f} yuan from {last['orders']}"
        in trend["answer"][0]["text"]
    )


def test_nothing_that_scripts_read_depends_on_the_locale(process, example_shop, home_env, tmp_path):
    for number, arguments in enumerate(
        (("segment", "-f", "csv"), ("churn", "-f", "json"), ("profile", "-o", "x.parquet"))
    ):
        seen = set()
        for locale in ({"LANG": "C"}, {"LANG": "zh_CN.UTF-8"}, {}):
            plain = {name: value for name, value in home_env.items() if name not in ("LANG", "LC_ALL", "LC_MESSAGES")}
            run = process(*arguments, "--store", example_shop, env={**plain, **locale})
            assert run.code == 0, run.err
            seen.add(run.out if number < 2 else (tmp_path / "x.parquet").read_bytes())
        assert len(seen) == 1, arguments
    zh = process("segment", "-f", "csv", "--lang", "zh", "--store", example_shop)
    assert "重要价值客户" in zh.out.decode("utf-8"), "texts follow --lang"


def test_a_shop_of_a_chinese_platform_has_the_eight_segments_in_every_language(ask):
    for lang in LANGUAGES:
        codes = json.loads(ask("segment", "--format", "json", lang=lang))["rows"]
        assert next(row["segment_code"] for row in codes) == "important_value" and len(codes) == 8


def test_what_is_typed_decides_the_map_where_none_is_named(ask):
    def codes(*options: str) -> int:
        return len(json.loads(ask("segment", *options, "--format", "json"))["rows"])

    assert codes("--thresholds", "R=30/60/90/180") == 10
    assert codes("--frequency", "counts") == 10
    assert codes("--split-by", "mean") == codes("--thresholds", "R=60") == 8


def test_every_opening_sentence_reads_with_one_and_with_many():
    """No braces, no plural beside a one, no blank where a value is missing."""
    from crmkit.messages import say

    for group in ("answer", "line"):
        for code, entry in catalog()[group].items():
            names = set(re.findall(r"\{(\w+)", entry["en"] + entry["zh"]))
            for value in ("1", "2", "1,234"):
                for language in LANGUAGES:
                    text = say(group, code, language, dict.fromkeys(names, value))
                    assert not re.search(r"[{}<>|]|  ", text), (code, text)
                    if value == "1" and language == "en":
                        assert not re.search(
                            r"(?<!than )\b1 (?:customers|orders|records|lines|files) (?:are|have|were)\b", text
                        ), text
