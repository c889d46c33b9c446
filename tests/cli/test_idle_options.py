"""An option that can do nothing for the question asked is refused with its name, not ignored."""

from __future__ import annotations

import json
import re

import pytest

ONE_LINE = re.compile(r"crmkit: error: [^\n]+\n")


@pytest.mark.parametrize(
    ("command", "option"),
    [
        (["segment", "--map", "buyer=b,paid_at=t,amount=a"], "--map"),
        (["tiers", "--encoding", "gbk"], "--encoding"),
        (["segment", "--shop", "小店"], "--shop"),
        (["tiers", "--max-rejects", "0.1"], "--max-rejects"),
        (["segment", "--clusters", "5"], "--clusters"),
        (["segment", "--seed", "0"], "--seed"),
        (["segment", "--segments", "grid", "--split-by", "mean"], "--split-by"),
        (["segment", "--segments", "cn8", "--frequency", "counts"], "--frequency"),
        (["segment", "--method", "kmeans", "--thresholds", "R=30/60/90/180"], "--thresholds"),
        (["segment", "--method", "kmeans", "--segments", "grid"], "--segments"),
        (["segment", "--thresholds", "F=2/3/4/6", "--frequency", "quantile"], "--frequency"),
        (["segment", "--segments", "cn8", "--thresholds", "R=90,F=2,M=300", "--split-by", "mean"], "--split-by"),
        (["segment", "--reveal"], "--reveal"),
        (["files", "--reveal"], "--reveal"),
        (["rejects", "--reason", "nosuch"], "'nosuch'"),
        (["rejects", "--file", "nosuch.csv"], "'nosuch.csv'"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else None,
)
def test_refused_by_name_in_one_line(shop, command, option):
    run = shop(*command)
    assert (run.code, run.out) == (2, b"")
    assert ONE_LINE.fullmatch(run.err), run.err
    assert option in run.err


@pytest.mark.parametrize("option", ["--store", "--wait"])
def test_options_of_the_store_beside_files(crmkit, orders, option):
    run = crmkit("segment", orders, option, "3")
    assert run.code == 2
    assert option in run.err


@pytest.mark.parametrize(
    "command",
    [
        ["segment", "--method", "kmeans", "--clusters", "3", "--seed", "1"],
        ["segment", "--segments", "cn8", "--split-by", "mean"],
        ["segment", "--segments", "grid", "--frequency", "counts"],
        ["segment", "--segments", "grid", "--thresholds", "R=30/60/90/180", "--frequency", "counts"],
        ["segment", "--detail", "--reveal"],
        ["tiers", "--detail", "--reveal"],
        ["rejects", "--reason", "bad_time"],
        ["rejects", "--file", "orders.csv"],
    ],
    ids=" ".join,
)
def test_where_they_do_something_they_are_taken(shop, command):
    run = shop(*command)
    assert (run.code, run.err) == (0, "")


def test_a_setting_is_no_option(shop, tmp_path):
    """What stands in the settings for other questions does not disturb this one."""
    settings = 'shop = "小店"\nmax_rejects = 0.2\ncuts = "R=30/60/90/180,F=2/3/4/6,M=10/20/30/40"\nsegments = "grid"\n'
    (tmp_path / "crmkit.toml").write_text(settings, encoding="utf-8")
    assert shop("segment").code == 0
    assert shop("segment", "--method", "kmeans").code == 0


def test_chinese_and_json(shop):
    run = shop("segment", "--seed", "1", "--lang", "zh", "--format", "json")
    message = json.loads(run.err.splitlines()[1])["error"]
    assert message["code"] == "idle_without_kmeans"
    assert message["message"] == "--seed 只能与 --method kmeans 同用"
    assert message["try"]
