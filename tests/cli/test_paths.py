"""Paths that no file can have, what is no file, and files in the way: a sentence, and nothing is left behind."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.cli.conftest import Program

from crmkit.errors import UsageError
from crmkit.paths import read_small, require_possible

ODD = ("x" * 300, "d/" * 2100 + "x", "汉" * 86)
LINES = (
    "tiers ODD",
    "tiers orders.csv -f csv -o ODD",
    "tiers --store ODD",
    "load orders.csv --store ODD",
    "load ODD --store new.duckdb",
    "segment orders.csv --segments ODD",
    "tags orders.csv --tags ODD",
    "tiers orders.csv --dialect ODD",
    "value orders.csv --costs ODD",
    "run ODD",
    "cron ODD",
    "runs --store ODD",
    "export ODD orders.csv --star",
    "export ODD orders.csv --crm hubspot",
    "report orders.csv --site ODD",
    "report orders.csv -f html -o ODD",
    "digest orders.csv -o ODD",
    "chart trend orders.csv -f svg -o ODD",
    "demo ODD",
    "dialect orders.csv -o ODD",
    "dialect ODD",
    "schema -o ODD",
    "config validate ODD",
)


def below(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


@pytest.mark.parametrize("line", LINES)
def test_names_that_no_file_can_have(crmkit: Program, orders: Path, tmp_path: Path, line: str):
    before = below(tmp_path)
    for odd in (*ODD, ""):
        run = crmkit(*(odd if word == "ODD" else word for word in line.split()))
        assert run.code in (2, 3, 6), (line, odd[:20], run.err)
        assert run.err.startswith("crmkit: error: "), run.err
        assert below(tmp_path) == before


def test_settings_and_variables(crmkit: Program, orders: Path, tmp_path: Path, home_env: dict[str, str]):
    settings = tmp_path / "crmkit.toml"
    for key in ("store", "tags", "segments"):
        for value in ("a\\u0000b.toml", f"{ODD[0]}.toml"):
            settings.write_text(f'{key} = "{value}"\n', encoding="utf-8")
            before = below(tmp_path)
            for line in (["load", "orders.csv"], ["tiers", "orders.csv"]):
                run = crmkit(*line)
                assert (run.code, below(tmp_path)) == (2, before), run.err
    settings.unlink()
    assert crmkit("load", "orders.csv", env={**home_env, "CRMKIT_STORE": ODD[0]}).code == 2


def test_recipes(crmkit: Program, tmp_path: Path):
    for text in (
        'store = "a\\u0000b"\n[[ask]]\nanalysis = "tiers"\n',
        'store = "s.duckdb"\n[[ask]]\nanalysis = "tiers"\noutput = "a\\u0000b.csv"\n',
        f'store = "s.duckdb"\n[[ask]]\nanalysis = "tiers"\noutput = "{ODD[0]}.csv"\n',
        'store = "s.duckdb"\n[[load]]\nfiles = "a\\u0000b.csv"\n',
        'store = "s.duckdb"\n[[report]]\nsite = "a\\u0000b"\n',
        'store = "s.duckdb"\n[[ask]]\nanalysis = "segment"\nsegments = "a\\u0000b"\n',
        f'store = "{"s" * 250}"\n[[ask]]\nanalysis = "tiers"\n',
        "a = " + "[" * 5000,
    ):
        (tmp_path / "r.toml").write_text(text, encoding="utf-8")
        before = below(tmp_path)
        run = crmkit("run", "r.toml")
        assert (run.code, below(tmp_path)) == (2, before), (text[:40], run.err)


def test_a_name_with_a_tilde_is_a_name(crmkit: Program, orders: Path, tmp_path: Path):
    """The engine itself would take it for the home folder."""
    for store in ("~shop.duckdb", "~/shop.duckdb"):
        assert crmkit("load", "orders.csv", "--store", store, "-q").code == 0
        assert (tmp_path / store).is_file()
        assert crmkit("tiers", "--store", store, "-f", "csv").code == 0
    assert not below(tmp_path / "home")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_what_is_no_file_is_refused_at_once(crmkit: Program, orders: Path, tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    with (tmp_path / "large").open("wb") as stream:
        stream.truncate(1 << 30)
    for name in ("/dev/zero", "pipe", "folder", "large"):
        for line in ("tags orders.csv --tags", "segment orders.csv --segments", "tiers orders.csv --dialect", "run"):
            run = crmkit(*line.split(), name)
            assert run.code == 2, (line, name, run.err)
        assert crmkit("config", "validate", name).code == (1 if name == "large" else 3)
        if name != "large":
            assert crmkit("tiers", "--store", name).code in (2, 6)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_nobody_waits_for_a_pipe_in_the_place_of_a_file_of_ours(shop: Program, orders: Path, tmp_path: Path):
    usual = tmp_path / "home" / ".local" / "share" / "crmkit"
    os.mkfifo(usual / "shop.duckdb.runs.jsonl")
    (tmp_path / "star").mkdir()
    os.mkfifo(tmp_path / "star" / "datapackage.json")
    assert shop("runs").code == 6
    for end in ("key", "wal"):
        kept = (file := usual / f"shop.duckdb.{end}").read_bytes() if end == "key" else b""
        file.unlink(missing_ok=True)
        os.mkfifo(file)
        assert shop("load", "orders.csv", "--skip", "买家会员名=没有此人").code == 6
        file.unlink()
        if kept:
            file.write_bytes(kept)
    assert shop("export", "star", "orders.csv", "--star").code == 7


def test_an_account_and_a_step_are_not_written_to_one_file(shop: Program, tmp_path: Path):
    (tmp_path / "r.toml").write_text('[[ask]]\nanalysis = "tiers"\noutput = "a-{as_of}.csv"\n', encoding="utf-8")
    run = shop("run", "r.toml", "-f", "csv", "-o", "a-2024-06-30.csv")
    assert (run.code, "write the same file" in run.err) == (2, True), run.err


def test_a_file_where_a_folder_is_needed(crmkit: Program, orders: Path, tmp_path: Path):
    (tmp_path / "file").write_text("x")
    before = below(tmp_path)
    for line in (
        "tiers orders.csv -f csv -o file/x/y.csv",
        "schema -o file/x",
        "load orders.csv --store file/x.duckdb",
        "export file/x orders.csv --star",
        "export file/x.csv orders.csv --crm hubspot",
        "demo file/x --customers 5 --months 1",
    ):
        run = crmkit(*line.split())
        assert (run.code, "file: this is a file, and a folder is needed" in run.err) == (6, True), (line, run.err)
    assert below(tmp_path) == before


def test_a_database_among_the_files(shop: Program, tmp_path: Path):
    store = tmp_path / "home" / ".local" / "share" / "crmkit" / "shop.duckdb"
    for line in (["tiers"], ["sql", "select 1"], ["load"]):
        run = shop(*line, store)
        assert (run.code, f"--store {store}" in run.err) == (3, True), run.err


def test_small_files_have_a_bound(tmp_path: Path):
    (tmp_path / "a.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\n")
    assert read_small(tmp_path / "a.toml") == "a = 1\n"
    (tmp_path / "b.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(UsageError, match="too large"):
        read_small(tmp_path / "b.toml")
    with pytest.raises(IsADirectoryError):
        read_small(tmp_path)
    require_possible("x" * 255)
    with pytest.raises(UsageError, match="256 bytes"):
        require_possible("x" * 256)
