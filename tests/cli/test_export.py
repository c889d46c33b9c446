"""``crmkit export`` as a shell runs it: what is said, in which language, and what stays silent."""

from __future__ import annotations

import json

import polars as pl


def test_a_star_from_the_database_and_from_files(shop, orders, tmp_path):
    run = shop("export", "tables", "--star", "--lang", "en")
    assert run.code == 0 and "7 tables are in tables" in run.text and "masked" in run.text
    assert shop("export", "files", "--star", orders, "--format", "csv", "-q").text == ""
    held = pl.read_parquet(tmp_path / "tables" / "fact_orders.parquet")
    assert len(held) == len(pl.read_csv(tmp_path / "files" / "fact_orders.csv")) > 50


def test_names_are_shown_only_when_asked_for(shop, tmp_path):
    for name, more in (("masked", []), ("shown", ["--reveal"])):
        assert shop("export", name, "--star", "--format", "csv", "-q", *more).code == 0
    masked, shown = ((tmp_path / name / "dim_customer.csv").read_text(encoding="utf-8") for name in ("masked", "shown"))
    assert "买家01号" in shown and "买家01号" not in masked and "买***号" in masked


def test_files_do_not_depend_on_the_locale_and_speak_the_language_that_was_asked_for(shop, home_env, tmp_path):
    for language in ("zh_CN.UTF-8", "en_US.UTF-8"):
        shop("export", language, "--star", "-q", env={**home_env, "LANG": language, "LC_ALL": language})
    one, other = (tmp_path / language for language in ("zh_CN.UTF-8", "en_US.UTF-8"))
    assert {file.name: file.read_bytes() for file in one.iterdir()} == {
        file.name: file.read_bytes() for file in other.iterdir()
    }
    run = shop("export", "zh", "--star", "--format", "csv", "--lang", "zh")
    assert "张表" in run.text
    package = json.loads((tmp_path / "zh" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["resources"][0]["schema"]["fields"][0]["title"] == "订单键"


def test_contacts(shop, tmp_path):
    run = shop("export", "c.csv", "--crm", "youzan", "--where", "net_spend>=300", "--lang", "en")
    assert run.code == 0 and "手机号" in run.text
    assert (tmp_path / "c.csv").read_text(encoding="utf-8").startswith("手机号,姓名,")


def test_what_is_wrong_is_said_before_files_are_read(crmkit, tmp_path):
    (tmp_path / "orders.csv").write_text("订单编号\n", encoding="utf-8")
    for line in (["x"], ["x", "--star", "--crm", "hubspot"], ["orders.csv", "--star"]):
        assert crmkit("export", *line, "missing.csv").code == 2
    assert crmkit("export", "orders.csv", "--crm", "hubspot", "missing.csv").code == 7
    assert crmkit("export", ".", "--star", "missing.csv").code == 7
