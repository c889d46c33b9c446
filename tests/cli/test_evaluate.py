"""``crmkit evaluate`` from the outside: formats, names that stay masked, words in both languages, exit codes."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import polars
import pytest
from openpyxl import load_workbook
from tests.campaigns.drawn import AS_OF, List, spring
from tests.once import copied, once

from crmkit.messages import LANGUAGES


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a list whose effect is true, the same again, and one without a hold-out."""

    def make(folder: Path) -> None:
        till = spring(1, 1200, lift=0.12)
        till.lists.append(replace(till.lists[0], name="again"))
        till.lists.append(List("alone", range(0, 1200, 2), share=0, as_of=AS_OF))
        till.keep(folder / "shop.duckdb")

    return once(tmp_path_factory, "drawn", make) / "shop.duckdb"


@pytest.fixture
def store(drawn: Path, tmp_path: Path) -> Path:
    """It in the place where ``crmkit`` looks for it."""
    folder = tmp_path / "home" / ".local" / "share" / "crmkit"
    folder.mkdir(parents=True)
    return copied(drawn, folder)


def test_every_format_has_the_same_figures(crmkit, store, tmp_path):
    asked = ("evaluate", "spring", "--cost", "500", "--margin", "40%")
    answer = json.loads(crmkit(*asked, "--format", "json").text)
    assert (answer["analysis"], answer["facts"]["verdict"]) == ("evaluate", "it_worked")
    assert [row["arm"] for row in answer["rows"]] == ["got_it", "held_back", "difference_of_arms"]
    assert {"campaigns", "money_ways", "days"} <= set(answer["parts"])
    assert isinstance(answer["facts"]["money"], str) and 0 < answer["facts"]["rate_low"] < 1
    assert len(answer["parts"]["days"]["rows"]) == 60
    buyers = [row["buyers"] for row in answer["rows"]][:2]
    found = list(csv.DictReader(io.StringIO(crmkit(*asked, "--format", "csv").text)))
    assert [int(row["buyers"]) for row in found[:2]] == buyers
    for suffix in ("csv", "tsv", "json", "ndjson", "md", "xlsx", "parquet"):
        run = crmkit(*asked, "-o", f"x.{suffix}")
        assert (run.code, (tmp_path / f"x.{suffix}").is_file()) == (0, True), (suffix, run.err)
    assert polars.read_parquet(tmp_path / "x.parquet")["buyers"].to_list()[:2] == buyers
    assert load_workbook(tmp_path / "x.xlsx").sheetnames


def test_the_same_bytes_twice(crmkit, store):
    asked = ("evaluate", "spring", "--format", "json")
    assert crmkit(*asked).out == crmkit(*asked).out
    parts = json.loads(crmkit("evaluate", "spring", "again", "--format", "json").text)["parts"]
    one, other = parts["campaigns"]["rows"]
    assert {name for name in one if one[name] != other[name]} == {"campaign"}


def test_names_stay_masked(crmkit, store):
    asked = ("evaluate", "spring", "--detail", "--format", "csv")
    assert "买家" not in crmkit(*asked).text and "买家" in crmkit(*asked, "--reveal").text
    assert len(list(csv.DictReader(io.StringIO(crmkit(*asked).text)))) == 1200
    assert crmkit("evaluate", "spring", "--reveal").code == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_full_has_every_table_and_definition(crmkit, store, language):
    short, full = (crmkit("--lang", language, "evaluate", "spring", *more).text for more in ((), ("--full",)))
    assert len(short.splitlines()) < 25 and ("CUPED" in full) and ("CUPED" not in short)
    words = {"en": ("as it is", "large sums capped", "less earlier spend"), "zh": ("原样", "截去大额", "扣除以往消费")}
    assert all(word in full and word not in short for word in words[language])
    assert all("it_worked" not in text and "got_it" not in text for text in (short, full))


def test_without_a_hold_out(crmkit, store):
    run = crmkit("evaluate", "alone")
    assert (run.code, "--matched" in run.err) == (4, True)
    run = crmkit("evaluate", "alone", "--matched")
    assert run.code == 4, "the other lists are of all the others"
    assert "similar customers" in run.err


def test_exit_codes(crmkit, store):
    assert crmkit("evaluate", "spring", "--days", "14").code == 0
    assert crmkit("evaluate", "sprnig").code == 2
    assert crmkit("evaluate", "spring", "--start", "soon").code == 2
    assert crmkit("evaluate").code == 2
