"""What the caller says of files: the same on a command line and in Python, and refused with the nearest right value."""

from __future__ import annotations

import pytest

import crmkit
from crmkit.errors import UsageError
from crmkit.ingest.wishes import read_mapping, read_options, read_skips, read_statuses


def test_a_mapping_is_text_or_pairs():
    pairs = {"order_id": "订单号", "amount": "金额"}
    assert read_mapping("order_id=订单号， amount = 金额") == read_mapping(pairs) == pairs
    assert read_mapping(None) is None


def test_status_words_may_hold_commas():
    said = "已付款,待发货=paid,已付款，等待卖家发货=paid,作废=closed"
    assert read_statuses(said) == {"已付款,待发货": "paid", "已付款，等待卖家发货": "paid", "作废": "closed"}
    assert read_statuses({"作废": "closed"}) == {"作废": "closed"}


def test_rows_to_leave_out_by_column_and_value():
    pairs = (("订单类型", "测试"), ("订单类型", "刷单"), ("标记", "x=y"))
    assert read_skips("订单类型=测试,刷单,标记=x=y") == pairs
    assert read_skips(["订单类型=测试,刷单", "标记=x=y"]) == pairs
    assert read_skips({"订单类型": ["测试", "刷单"], "标记": "x=y"}) == pairs
    assert read_skips(list(pairs)) == pairs


@pytest.mark.parametrize(
    ("said", "code", "nearest"),
    [
        ({"status": "已送达"}, "status_form", None),
        ({"status": {"已送达": "refund"}}, "status_state", "refunded"),
        ({"status": "已送达=don"}, "status_state", "done"),
        ({"skip": "测试"}, "skip_form", None),
        ({"skip": "订单类型="}, "skip_form", None),
        ({"tz": "shanghai"}, "tz_unknown", "Asia/Shanghai"),
        ({"tz": "new york"}, "tz_unknown", "America/New_York"),
        ({"time_format": "dd/mm/yyyy"}, "time_format_unknown", "%d/%m/%Y"),
        ({"time_format": "MM/dd/yyyy hh:mm:ss"}, "time_format_unknown", "%m/%d/%Y %H:%M:%S"),
        ({"time_format": "%H:%M"}, "time_format_unknown", None),
        ({"time_format": "%Y-%m-%Q"}, "time_format_unknown", "%Y-%m-%d"),
        ({"currency": "RMB"}, "currency_unknown", "CNY"),
        ({"currency": "USDT"}, "currency_unknown", "USD"),
        ({"max_rejects": 1.5}, "option_range", None),
        ({"max_rejects": "5%"}, "option_range", None),
        ({"memory": "much"}, "bad_memory", None),
    ],
)
def test_a_wrong_value_is_refused_with_the_nearest(said, code, nearest):
    with pytest.raises(UsageError) as refused:
        crmkit.open(["none.csv"], **said)
    assert refused.value.code == code
    if nearest is not None:
        assert refused.value.values["nearest"] == nearest
        assert nearest in refused.value.message("zh")


@pytest.mark.parametrize("seconds", [-1, "x", None, float("nan"), True])
def test_no_wait_for_what_is_no_time(tmp_path, seconds):
    for wait in (lambda: crmkit.open(tmp_path / "s.duckdb", wait=seconds), lambda: crmkit.load("s", "f", wait=seconds)):
        with pytest.raises(UsageError, match="--wait"):
            wait()


def test_one_path_is_one_file_and_none_is_refused(tmp_path):
    (tmp_path / "log.csv").write_text("who,day,sum\nann,2024-01-01,5\n")
    account = crmkit.load(tmp_path / "s.duckdb", tmp_path / "log.csv", map="buyer=who,paid_at=day,amount=sum")
    assert len(account.records) == 1
    for nothing in (lambda: crmkit.open([]), lambda: crmkit.load(tmp_path / "s.duckdb", [])):
        with pytest.raises(UsageError, match="no file given"):
            nothing()


def test_what_is_said_comes_through():
    options = read_options(tz="Europe/Berlin", time_format="%d.%m.%Y", currency="eur", status="x=paid", skip=["a=b"])
    reading = options.reading(("a", "b"), digest=False)
    assert reading.currency == "EUR"
    for dialect in reading.dialects:
        assert (dialect.usual.zone, dialect.usual.time_format) == ("Europe/Berlin", "%d.%m.%Y")
        assert dialect.statuses["x"] == "paid"
        assert ("a", "b") in dialect.skips


def test_a_store_takes_no_rules_for_reading_files(tmp_path):
    for said in ({"map": "amount=a"}, {"status": {"a": "paid"}}, {"skip": "a=b"}, {"tz": "UTC"}, {"strict": True}):
        with pytest.raises(UsageError, match=next(iter(said))):
            crmkit.open(tmp_path / "shop.duckdb", **said)


def test_the_same_bytes_read_by_other_rules_are_read_again():
    plain, zoned = read_options(), read_options(tz="UTC")
    assert plain.said == ""
    assert len({plain.said, zoned.said, read_options(mapping={"amount": "a"}).said, read_options(skip="a=b").said}) == 4
