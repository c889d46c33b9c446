"""What to try after an error fits its cause."""

from __future__ import annotations

import errno
import os

import pytest

from crmkit.deliver import target
from crmkit.deliver.kept import Kept
from crmkit.deliver.target import Target, check, write_whole
from crmkit.errors import StoreError


def test_a_folder_that_may_not_be_written_into_is_refused_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(target.os, "access", lambda path, mode: False)
    with pytest.raises(StoreError) as caught:
        check(Target(stdout=None, path=tmp_path / "a.csv"), "csv")
    assert (caught.value.code, caught.value.where) == ("output_forbidden", str(tmp_path))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.EACCES, "output_forbidden"),
        (errno.EROFS, "output_forbidden"),
        (errno.ENOSPC, "output_no_room"),
        (errno.EIO, "output_failed"),
    ],
)
def test_a_failed_write_is_reported_by_its_cause(tmp_path, number, code):
    def fill(_stream):
        raise OSError(number, os.strerror(number))

    with pytest.raises(StoreError) as caught:
        write_whole(tmp_path / "a.csv", Kept(), fill)
    assert caught.value.code == code
    assert not list(tmp_path.iterdir())


def test_an_output_that_is_a_folder_or_has_no_suffix(crmkit, orders, tmp_path):
    assert "this is a folder" in crmkit("segment", orders, "-o", tmp_path).err
    assert "has no suffix" in crmkit("segment", orders, "-o", "answer").err


def test_a_refused_setting_is_reported_in_the_language_that_was_asked_for(crmkit, home_env):
    run = crmkit("segment", "--lang", "zh", env={**home_env, "CRMKIT_LANG": "fr"})
    assert "CRMKIT_LANG：设置项“lang”不能是“fr”" in run.err


@pytest.mark.parametrize("command", [["segment"], ["files"], ["load", "orders.csv"]], ids=" ".join)
def test_a_store_that_is_a_folder(crmkit, orders, tmp_path, command):
    run = crmkit(*command, "--store", tmp_path)
    assert run.code == 2
    assert "is a folder" in run.err
    assert str(tmp_path / "shop.duckdb") in run.err


@pytest.mark.parametrize("command", [["segment"], ["rejects"], ["load", "orders.csv"]], ids=" ".join)
def test_a_store_that_is_an_export(crmkit, orders, command):
    before = orders.read_bytes()
    run = crmkit(*command, "--store", orders)
    assert run.code == 6
    assert "this file is not a crmkit database" in run.err
    assert "crmkit segment orders.csv" in run.err
    assert orders.read_bytes() == before


def test_a_wrong_variable_is_named_with_what_it_takes(crmkit, home_env):
    run = crmkit("segment", env={**home_env, "CRMKIT_WAIT": "abc"})
    assert run.code == 2
    takes = "it is a number of seconds from 0 to 86400; for example: CRMKIT_WAIT=10"
    assert f"CRMKIT_WAIT: setting 'wait': 'abc' is not allowed; {takes}" in run.err


def test_a_day_before_the_first_order_names_the_span_of_the_data(crmkit, orders):
    run = crmkit("segment", orders, "--as-of", "2020-01-01")
    assert run.code == 4
    assert "2020-01-01 is before the first order; the data covers 2024-" in run.err


def test_advice_asks_the_store_that_was_typed(crmkit, orders, tmp_path):
    store = tmp_path / "other.duckdb"
    assert crmkit("load", orders, "--store", store).code == 0
    run = crmkit("diff", "may", "now", "--store", store)
    assert run.code != 0
    assert f"--store {store}`" in run.err
    run = crmkit("segment", "--no-such-option", "--store", store)
    assert "`crmkit segment --help`" in run.err
