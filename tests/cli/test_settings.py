"""Flags > CRMKIT_* > ./crmkit.toml > the user's file > defaults."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.cli.session import asked, choose_language
from crmkit.config import Folders, Settings, read_settings
from crmkit.errors import UsageError

NOWHERE = Folders(None, None, None)


def home(tmp_path: Path, text: str) -> Folders:
    folder = tmp_path / "config"
    folder.mkdir()
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return Folders(None, folder, None)


def test_nothing_set_gives_the_defaults(tmp_path):
    assert read_settings({}, tmp_path, NOWHERE) == Settings()


def test_the_nearer_wins(tmp_path):
    user = home(tmp_path, 'wait = 1\nmemory = "1GB"\nlang = "zh"\n')
    (tmp_path / "crmkit.toml").write_text('memory = "2GB"\nlang = "en"\n', encoding="utf-8")
    settings = read_settings({"CRMKIT_LANG": "zh"}, tmp_path, user)
    assert (settings.wait, settings.memory, settings.lang) == (1.0, "2GB", "zh")


def test_a_store_is_found_from_the_file_that_names_it(tmp_path):
    user = home(tmp_path, 'store = "mine.duckdb"\n')
    assert read_settings({}, tmp_path, user).store == tmp_path / "config" / "mine.duckdb"
    assert read_settings({"CRMKIT_STORE": "/data/x.duckdb"}, tmp_path, user).store == Path("/data/x.duckdb")


@pytest.mark.parametrize(
    "line",
    ['lang = "fr"', "wait = -1", 'wait = "soon"', "max_rejects = 1.5", "window_days = 0", "memory = 5", "wait = true"],
)
def test_a_wrong_value_is_refused(tmp_path, line):
    (tmp_path / "crmkit.toml").write_text(line, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_settings({}, tmp_path, NOWHERE)
    assert caught.value.where == str(tmp_path / "crmkit.toml")
    assert line.split(" ")[0] in caught.value.message("zh")


@pytest.mark.parametrize("content", [b"wait = ", b"\xff\xfe", "等待 = 1".encode()])
def test_a_broken_file_is_refused(tmp_path, content):
    (tmp_path / "crmkit.toml").write_bytes(content)
    with pytest.raises(UsageError):
        read_settings({}, tmp_path, NOWHERE)


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path):
    (tmp_path / "crmkit.toml").write_bytes(b"\xef\xbb\xbfwait = 3\r\n")
    assert read_settings({}, tmp_path, NOWHERE).wait == 3


@given(st.dictionaries(st.text(min_size=1), st.text()))
def test_a_strange_environment_never_matters(tmp_path_factory, environment):
    strange = {name: value for name, value in environment.items() if not name.startswith("CRMKIT_")}
    assert read_settings(strange, tmp_path_factory.getbasetemp(), NOWHERE) == Settings()


@pytest.mark.parametrize(
    ("arguments", "setting", "locale", "language"),
    [
        (["segment", "--lang", "zh"], "en", "en_US.UTF-8", "zh"),
        (["segment", "--lang=en"], "zh", "zh_CN.UTF-8", "en"),
        (["segment"], "zh", "en_US.UTF-8", "zh"),
        (["segment"], None, "zh_CN.GBK", "zh"),
        (["segment"], None, "de_DE.UTF-8", "en"),
        (["segment"], None, "C", "en"),
        (["segment", "--", "--lang", "zh"], None, "en_US.UTF-8", "en"),
    ],
)
def test_language(arguments, setting, locale, language):
    assert choose_language(arguments, setting, {"LANG": locale}) == language


def test_lc_all_beats_lang():
    assert choose_language([], None, {"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}) == "zh"


def test_the_last_of_two_options_counts():
    assert asked(["--format", "csv", "--format=json"], "--format") == "json"
