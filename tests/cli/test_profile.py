"""``crmkit profile``, ``tags`` and ``inspect`` as a shell runs them: same bytes everywhere, every format, no names."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

import polars as pl
import pytest

from crmkit import load

EXAMPLES = Path(__file__).parents[2] / "examples"
QUESTIONS = (
    ("profile",),
    ("profile", "--cross", "tag", "stage"),
    ("profile", "--detail", "--limit", "0"),
    ("tags",),
    ("inspect", "--where", "net>=300"),
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of the example's orders."""
    store = tmp_path_factory.mktemp("kept") / "shop.duckdb"
    load(store, EXAMPLES / "orders.csv")
    return store


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example's orders in another order of lines."""
    head, *lines = (EXAMPLES / "orders.csv").read_bytes().splitlines(keepends=True)
    random.Random(4).shuffle(lines)
    path = tmp_path_factory.mktemp("shuffled") / "shuffled.csv"
    path.write_bytes(head + b"".join(line if line.endswith(b"\n") else line + b"\n" for line in lines))
    return path


@pytest.fixture(scope="module")
def kept_shuffled(shuffled: Path) -> Path:
    """A store of them."""
    store = shuffled.with_name("shop.duckdb")
    load(store, shuffled)
    return store


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_order_of_lines_clock_and_locale_change_no_byte(crmkit, process, kept, kept_shuffled, home_env, question):
    name, *options = question
    here = crmkit(name, "--store", kept, *options, "--format", "json")
    assert (here.code, here.text[0]) == (0, "{")
    away = {**home_env, "TZ": "America/Los_Angeles", "LC_ALL": "C"}
    asked = (name, "--store", kept_shuffled, *options, "--format", "json", "--lang", "en")
    assert process(*asked, env=away).out == here.out


def test_nor_do_they_in_an_answer_from_files(crmkit, process, shuffled, home_env):
    here = crmkit("profile", EXAMPLES / "orders.csv", "--format", "json")
    away = {**home_env, "TZ": "America/Los_Angeles", "LC_ALL": "C"}
    assert process("profile", shuffled, "--format", "json", "--lang", "en", env=away).out == here.out != b""


def test_every_format_holds_every_customer_and_no_name(crmkit, kept, tmp_path):
    names = {
        row["customer"]
        for row in csv.DictReader(
            crmkit("profile", "--store", kept, "--detail", "--reveal", "--format", "csv").text.splitlines()
        )
    }
    assert len(names) > 1000
    for suffix in ("csv", "tsv", "json", "ndjson", "md", "xlsx", "parquet"):
        run = crmkit("profile", "--store", kept, "--detail", "-o", f"all.{suffix}")
        assert (run.code, run.out) == (0, b""), suffix
    frame = pl.read_parquet(tmp_path / "all.parquet")
    assert frame.height >= len(names)
    assert not names & set(frame["customer"])
    rows = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))["rows"]
    assert [row["net_spend"] for row in rows] == [f"{net:.2f}" for net in frame["net_spend"]]
    assert [row["tag_codes"] for row in rows] == frame["tag_codes"].to_list()
    for suffix in ("csv", "tsv", "json", "ndjson", "md"):
        text = (tmp_path / f"all.{suffix}").read_text(encoding="utf-8")
        assert not [name for name in names if len(name) > 4 and f'"{name}"' in text], suffix


@pytest.mark.parametrize(("language", "columns"), [("zh", 60), ("zh", 120), ("en", 60), ("en", 80)])
@pytest.mark.parametrize("question", QUESTIONS[:2] + QUESTIONS[3:], ids=" ".join)
def test_tables_keep_to_the_line(crmkit, kept, home_env, question, language, columns):
    from crmkit.render.layout import width_of
    from crmkit.render.table import graphemes

    name, *options = question
    run = crmkit(name, "--store", kept, *options, "--lang", language, env={**home_env, "COLUMNS": str(columns)})
    assert run.code == 0
    assert max(width_of(line, graphemes) for line in run.text.splitlines()) <= columns


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--cross", "stage", "stage"), 2, "--cross needs two different groupings, not stage twice"),
        (("--cross", "stage", "mood"), 2, "--cross: 'mood'"),
        (("--cross", "stage", "tier", "--detail"), 2, "--cross cannot be used with --detail"),
        (("--where", "stage=gone"), 2, "`gone` is not a value of stage"),
        (("--where", "net>=1000000"), 4, "customers matches `net>=1000000`"),
        (("--as-of", "2001-01-01"), 4, "2001-01-01 is before the first order"),
    ],
)
def test_refusals_say_what_is_wrong(crmkit, kept, arguments, code, said):
    run = crmkit("profile", "--store", kept, *arguments)
    assert (run.code, run.out) == (code, b"")
    assert said in run.err


def test_a_file_of_tags_that_is_not_there_is_refused(crmkit, orders):
    run = crmkit("profile", orders, "--tags", "missing.toml")
    assert run.code in (2, 3) and "missing.toml" in run.err
