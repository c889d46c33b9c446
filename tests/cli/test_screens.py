"""What stands on a terminal: the point first, one table, at most forty lines; the same at the desk and in a script.

A command is run once in each language; what it looks like on other lines is printed anew from the same answer.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from tests.cli.conftest import Program
from tests.once import copied, once
from tests.program import environment, run_here

import crmkit as library
from crmkit.customers.figures import lines_of
from crmkit.messages import LANGUAGES, Language, catalog
from crmkit.render import table
from crmkit.render.layout import width_of
from crmkit.render.options import RenderOptions
from crmkit.render.page import graphemes
from crmkit.render.spoken import sentences
from crmkit.result import Result

EXAMPLES = Path(__file__).parents[2] / "examples"
COMMANDS = (
    *(("segment",), ("tiers",), ("profile",), ("churn",), ("value",), ("repurchase",)),
    ("repurchase", "--by", "product"),
    *(("waiting",), ("waiting", "--detail"), ("remind",)),
    *(("cohort",), ("trend",), ("trend", "--forecast", "3"), ("inspect", "--where", "tier=A")),
    *(("customer", "207000035623692532"), ("segment", "--detail"), ("profile", "--detail"), ("churn", "--detail")),
    *(("tags",), ("tags", "--detail"), ("files",), ("rejects",), ("snapshot", "june", "--replace"), ("snapshots",)),
    *(("profile", "--cross", *two.split()) for two in ("stage tier", "tag segment", "province weekday")),
)  # fmt: skip
UNDEFINED = ("files", "rejects", "snapshot", "snapshots")
"""Answers without a figure that needs a definition."""
MOST_LINES = 40
WIDTHS = (60, 80, 120)
write = table.write


@dataclass(frozen=True)
class Seen:
    """What a command put on the screen, and the answer that it was printed from."""

    text: str
    answer: Result
    language: Language
    options: RenderOptions

    def at(self, width: int, *, full: bool = False) -> str:
        """The same answer on another line, or all of it."""
        page = io.BytesIO()
        options = replace(self.options, width=width, full=full)
        write(self.answer, page, format="table", language=self.language, options=options)
        return page.getvalue().decode("utf-8")


class Screens:
    """The screens of the example shop, each command run once in a language."""

    def __init__(self, store: Path, folder: Path) -> None:
        self.store, self.folder = store, folder
        self._seen: dict[tuple[tuple[str, ...], Language], Seen] = {}

    def of(self, *command: str, lang: Language = "en") -> Seen:
        """What ``command`` shows."""
        if (command, lang) not in self._seen:
            self._seen[command, lang] = self._run(command, lang)
        return self._seen[command, lang]

    def _run(self, command: tuple[str, ...], lang: Language) -> Seen:
        kept: list[tuple[Result, RenderOptions]] = []

        def keep(result: Result, stream: BinaryIO, *, format: str, language: Language, options: RenderOptions) -> int:
            kept.append((result, options))
            return write(result, stream, format=format, language=language, options=options)

        typed = [*command, "--store", str(self.store), "--lang", lang]
        with pytest.MonkeyPatch.context() as now:
            now.setattr(table, "write", keep)
            run = run_here(typed, self.folder, environment(HOME=str(self.folder), COLUMNS="80"))
        assert run.code == 0, run.err
        ((answer, options),) = kept
        return Seen(run.text, answer, lang, options)


@pytest.fixture(scope="session")
def example_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the shop in ``examples``, which knows what it learns of churn."""
    names = ("orders.csv", "orders_recent.xlsx", "items.csv", "refunds.csv")

    def make(folder: Path) -> None:
        library.load(folder / "shop.duckdb", [EXAMPLES / name for name in names])
        with library.open(folder / "shop.duckdb") as shop:
            library.churn(shop)

    return copied(once(tmp_path_factory, "screens", make) / "shop.duckdb", tmp_path_factory.mktemp("screens"))


@pytest.fixture(scope="session")
def screens(example_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Screens:
    return Screens(example_shop, tmp_path_factory.mktemp("home"))


@pytest.fixture
def ask(crmkit: Program, home_env: dict[str, str], example_shop: Path):
    """The screen of a command, asked of the example shop in a language and a width."""

    def run(*arguments: str, lang: str = "en", width: int = 80) -> str:
        asked = crmkit(*arguments, "--store", example_shop, "--lang", lang, env={**home_env, "COLUMNS": str(width)})
        assert asked.code == 0, asked.err
        return asked.text

    return run


def require_short(lines: list[str], width: int) -> None:
    """At most forty lines, none too long, all of it such as an old console of a Chinese Windows can show."""
    assert width < 80 or len(lines) <= MOST_LINES, (width, len(lines))
    wide = [line for line in lines if width_of(line, graphemes) > width]
    assert not wide, (width, wide)
    "".join(lines).encode("gbk")


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_screen_is_short_and_everything_is_below_it_with_full(screens, command):
    for lang in LANGUAGES:
        seen = screens.of(*command, lang=lang)
        assert seen.text == seen.at(80)
        for width in WIDTHS:
            require_short(seen.at(width).splitlines(), width)
        assert seen.answer.answer or "--detail" in command, "it begins with a sentence"
    short, full = screens.of(*command).text, screens.of(*command).at(80, full=True)
    assert full.startswith(short.rstrip("\n")) and len(full) > len(short)
    assert "\nDefinition: " in full or command[0] in UNDEFINED or {"--detail", "--cross"} & {*command}
    assert "\nDefinition: " not in short


def test_the_line_is_as_long_as_the_terminal_and_full_is_typed(screens, ask):
    seen = screens.of("segment")
    for width in WIDTHS:
        assert ask("segment", width=width) == seen.at(width)
    assert ask("segment", "--full").count("\n") >= seen.at(80, full=True).count("\n") - 2  # what is typed needs no hint


def test_rejected_lines_are_shortened_too(crmkit, home_env, tmp_path):
    header, *lines = (EXAMPLES / "orders.csv").read_bytes().splitlines()[:400]
    broken = [line + b",x" if place % 9 == 0 else line for place, line in enumerate(lines)]
    (tmp_path / "orders.csv").write_bytes(b"\n".join([header, *broken]) + b"\n")
    assert crmkit("load", "orders.csv", "--store", "bad.duckdb", "--max-rejects", "0.5").code == 0
    for lang in LANGUAGES:
        run = crmkit("rejects", "--store", "bad.duckdb", "--lang", lang, env=home_env)
        require_short(run.text.splitlines(), 80)
    seen = " ".join(crmkit("rejects", "--store", "bad.duckdb", "--limit", "2").text.split())
    assert f"2 of {len(broken[::9])} shown; all: crmkit rejects --store bad.duckdb -o rejects.xlsx" in seen


def test_columns_that_have_left_are_named_and_wide_brings_them(ask):
    narrow = ask("segment", width=60)
    left = re.search(r"Not shown on a line of 60: (.*?) \(--wide\)", " ".join(narrow.split()))
    assert left is not None
    wide = ask("segment", "--wide", width=60)
    assert "Not shown" not in wide
    header = next(line for line in wide.splitlines() if line.startswith("Segment "))
    assert all(title in header for title in left[1].split(", "))


def test_a_limit_says_how_many_rows_are_wanted(ask):
    assert "30 of 1,359 shown" in " ".join(ask("segment", "--detail", "--limit", "30").split())
    whole = ask("tiers", "--detail", "--limit", "0")
    assert len(whole.splitlines()) > 1359 and "shown" not in whole
    assert "5 of 228 shown" in " ".join(ask("churn", "--top", "5").split())


def test_a_hint_can_be_typed_as_it_stands(ask, crmkit, tmp_path):
    screen = " ".join(ask("tiers", "--detail").split())
    hint = re.search(r"all with their names: crmkit (.*?)\.xlsx", screen)
    assert hint is not None
    run = crmkit(*hint[0].removeprefix("all with their names: crmkit ").split())
    assert run.code == 0 and (tmp_path / "tiers.xlsx").exists()


def test_advice_to_ask_something_else_names_the_same_store(ask, example_shop):
    for command, other in (("files", "profile"), ("rejects", "files")):
        assert f"crmkit{other}--store{example_shop}" in "".join(ask(command).split())


def test_the_sentences_say_what_the_rows_say(screens, crmkit, example_shop):
    def answer(*command: str) -> tuple[list[str], list[dict[str, Any]], dict[str, Any]]:
        found = screens.of(*command).answer
        return sentences(found, "en"), lines_of(found), dict(found.facts)

    said, (best, *_), facts = answer("tiers")
    assert said[0].startswith(f"{best['customers']:,} of {facts['customers']:,} customers")
    assert f"{round(best['net_sales_share'] * 100)}% of {facts['net_sales']:,.0f} yuan" in said[0]
    told = json.loads(crmkit("tiers", "--store", example_shop, "--format", "json").out)["answer"]
    assert [each["text"] for each in told] == said, "scripts get the same sentences"
    said, rows, facts = answer("churn")
    lost = round(facts["predicted_churn_rate"] * facts["recent_customers"])
    assert f"About {lost} of {facts['recent_customers']} recent customers" in said[0]
    out = sum(row["customers"] for row in rows if row["risk"] in ("high", "slowing"))
    assert said[1].startswith(f"{out} stand out")
    said, _, facts = answer("remind")
    assert said[0].startswith(f"{facts['to_remind']} customers to remind")
    assert lines_of(screens.of("remind").answer, "remind_list")[0]["basis"] == "own"
    said, (*_, last), _ = answer("trend")
    assert f"{last['period']} brought {last['net_sales']:,.0f} yuan from {last['orders']}" in said[0]
    said, rows, _ = answer("files")
    assert said[0].startswith(f"{len(rows)} files are loaded: 3,209 purchases")


def test_nothing_that_scripts_read_depends_on_the_locale(crmkit, process, example_shop, home_env, tmp_path):
    plain = {name: value for name, value in home_env.items() if name not in ("LANG", "LC_ALL", "LC_MESSAGES")}
    for arguments in (("segment", "-f", "csv"), ("churn", "-f", "json"), ("profile", "-o", "x.parquet")):
        seen = set()
        for locale in ({"LANG": "C"}, {"LANG": "zh_CN.UTF-8"}):
            run = crmkit(*arguments, "--store", example_shop, env={**plain, **locale})
            assert run.code == 0, run.err
            seen.add(run.out or (tmp_path / "x.parquet").read_bytes())
        assert len(seen) == 1, arguments
    ask = ("segment", "-f", "csv", "--store", example_shop)
    bare, chinese = process(*ask, env=plain), process(*ask, env={**plain, "LANG": "zh_CN.UTF-8"})
    assert bare.out == chinese.out == crmkit(*ask, env=plain).out, "nor is a process of its own otherwise"
    texts = crmkit(*ask, "--lang", "zh").out.decode("utf-8")
    assert "重要价值客户" in texts, "texts follow --lang"


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
