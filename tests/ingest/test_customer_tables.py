"""Customer tables: the newer row wins whole, what a table says of purchases is kept, a bad birthday costs no row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import ask, codes, few, fresh, keep, quoted, records, some, turns, write

from crmkit.result import Result

LEVELS = ("普通会员", "金卡", "VIP2", "VIP10", "")
Table = list[dict[str, str]]


def text_of(table: Table) -> str:
    header = list(table[0])
    return "".join(
        ",".join(map(quoted, cells)) + "\n" for cells in [header, *([row[name] for name in header] for row in table)]
    )


def load_all(folder: Path, *tables: Table, together: bool = False) -> tuple[dict[str, dict[str, Any]], list[Result]]:
    """What is known of all customers after the tables were loaded in this order, and the accounts."""
    store = fresh(folder)
    files = [write(folder / f"{number}.csv", text_of(table)) for number, table in enumerate(tables)]
    accounts = [keep(store, *some_files) for some_files in ([files] if together else [[file] for file in files])]
    return {row["nick"]: row for row in ask(store, "facts.sql")}, accounts


def member(nick: str, level: str, **cells: str) -> dict[str, str]:
    return {"会员名": nick, "性别": "女", "会员等级": level, **cells}


def disputed(result: Result) -> int:
    return sum(int(str(note.values["rows"])) for note in result.notes if note.code == "level_by_order_of_loading")


# Which table is the newer one

OLD = [
    member("ann", "VIP2", 最后交易时间="2024-03-01 10:00:00"),
    member("bob", "金卡", 最后交易时间="2023-01-01 10:00:00"),
]
NEW = [
    member("ann", "VIP10", 最后交易时间="2024-06-30 10:00:00"),
    member("bob", "普通会员", 最后交易时间="2023-01-01 10:00:00"),
]


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("tables", [(OLD, NEW), (NEW, OLD)])
def test_the_table_that_reaches_further_wins(tmp_path, tables, together):
    known, accounts = load_all(tmp_path, *tables, together=together)
    assert {nick: row["level"] for nick, row in known.items()} == {"ann": "VIP10", "bob": "普通会员"}
    assert not any(map(disputed, accounts))


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ({"导出时间": "2024-05-01", "笔数": "9"}, {"导出时间": "2024-05-02", "笔数": "3"}),
        ({"更新日期": "2024/5/9"}, {"更新日期": "2024/5/10"}),
        ({"笔数": "9", "交易额": "900"}, {"笔数": "10", "交易额": "80"}),
        ({"笔数": "3笔", "交易额": "￥1,000.00"}, {"笔数": "3笔", "交易额": "￥1,000.01"}),
        ({"消费次数": "3", "上次消费时间": "2024-01-31"}, {"消费次数": "2", "上次消费时间": "2024-02-01"}),
    ],
    ids=["day of export", "day of change", "orders", "money", "last time before orders"],
)
def test_what_proves_it(tmp_path, older, newer):
    tables = [member("ann", "VIP9", **older)], [member("ann", "VIP10", **newer)]
    for order in (tables, tables[::-1]):
        known, accounts = load_all(tmp_path, *order)
        assert known["ann"]["level"] == "VIP10"
        assert not any(map(disputed, accounts))


def test_a_row_wins_whole(tmp_path):
    old = [member("ann", "金卡", 生日="1990-05-05", 省份="浙江省", 城市="杭州市", 导出时间="2024-01-01")]
    new = [member("ann", "", 生日="", 省份="四川省", 城市="", 导出时间="2024-02-01")]
    for tables in ((old, new), (new, old)):
        row = load_all(tmp_path, *tables)[0]["ann"]
        assert (row["level"], row["birthday"], row["province"], row["city"]) == (None, None, "四川", None)


def test_a_table_says_nothing_of_columns_it_has_not(tmp_path):
    """A list of levels does not take a birthday away."""
    birthdays = [{"会员名": "ann", "生日": "1990-05-05", "导出时间": "2024-01-01"}]
    levels = [{"会员名": "ann", "会员等级": "金卡", "导出时间": "2024-02-01"}]
    both = [{"会员名": "ann", "会员等级": "银卡", "生日": "1991-06-06", "导出时间": "2024-01-15"}]
    for tables in turns((birthdays, levels, both)):
        row = load_all(tmp_path, *tables)[0]["ann"]
        assert (row["level"], row["birthday"]) == ("金卡", date(1991, 6, 6))


def test_without_a_proof_the_later_load_wins_and_says_so(tmp_path):
    one = [member("ann", "VIP10"), member("bob", "金卡"), member("cat", "银卡")]
    two = [member("ann", "VIP2"), member("bob", "普通会员"), member("cat", "银卡")]
    for tables in ((one, two), (two, one)):
        for together in (True, False):
            known, accounts = load_all(tmp_path, *tables, together=together)
            assert {nick: row["level"] for nick, row in known.items()} == {
                row["会员名"]: row["会员等级"] for row in tables[1]
            }
            assert sum(map(disputed, accounts)) == 2
            assert "The row loaded last counts" not in str(accounts)
            assert "level_by_order_of_loading" in codes(accounts[-1])


def test_a_table_that_proves_nothing_counts_until_a_newer_one(tmp_path):
    bare = [member("ann", "银卡")]
    known, accounts = load_all(tmp_path, NEW, bare, OLD)
    assert known["ann"]["level"] == "银卡", "loaded after the table of June, so the one of March is older than it, too"
    assert list(map(disputed, accounts))[:2] == [0, 1]
    later = [member("ann", "VIP11", 最后交易时间="2024-07-01 00:00:00")]
    assert load_all(tmp_path, NEW, bare, later)[0]["ann"]["level"] == "VIP11"


def test_two_rows_of_one_buyer_in_one_table(tmp_path):
    rows = [
        member("ann", "VIP2", 最后交易时间="2024-01-01"),
        member("ann", "VIP10", 最后交易时间="2024-02-01"),
        member("bob", "银卡", 最后交易时间="2024-02-01"),
        member("bob", "银卡", 最后交易时间="2024-02-01"),
        member("cat", "银卡", 最后交易时间=""),
        member("cat", "金卡", 最后交易时间=""),
    ]
    for shuffled in (rows, rows[::-1]):
        known, (account,) = load_all(tmp_path, shuffled)
        assert known["ann"]["level"] == "VIP10"
        assert disputed(account) == 1, "cat alone"


@st.composite
def histories(draw: st.DrawFn) -> list[Table]:
    """Tables of one shop as the months go by: levels go up and down, people buy or not, some are left out."""
    random = Random(draw(st.integers(0, 10**6)))
    day, bought, spent = datetime.fromisoformat("2024-01-01"), dict.fromkeys("abcd", 0), dict.fromkeys("abcd", 0)
    last = dict.fromkeys("abcd", "")
    tables = []
    for _ in range(draw(st.integers(2, 4))):
        day += timedelta(days=random.randint(1, 40))
        for name in random.sample("abcd", random.randint(1, 4)):
            bought[name], spent[name], last[name] = bought[name] + 1, spent[name] + random.randint(1, 99), str(day)
        rows = [
            {
                "会员名": name,
                "会员等级": random.choice(LEVELS),
                "性别": random.choice(("男", "女", "")),
                "生日": random.choice(("1990-05-05", "06-15", "")),
                "最后交易时间": last[name],
                "笔数": str(bought[name]),
                "交易额": f"{spent[name]}.00",
            }
            for name in random.sample("abcd", random.randint(1, 4))
        ]
        if not any(row["最后交易时间"] == str(day) for row in rows):
            rows.append(
                {
                    "会员名": "z",
                    "会员等级": "",
                    "性别": "",
                    "生日": "",
                    "最后交易时间": str(day),
                    "笔数": "1",
                    "交易额": "1",
                }
            )
        tables.append(rows)
    return tables


@some
@given(histories(), st.randoms(use_true_random=False))
def test_changed_levels_in_any_order_split_or_together(tmp_path, tables, random):
    truth: dict[str, dict[str, str]] = {}
    for table in tables:
        truth |= {row["会员名"]: row for row in table}
    shuffled = random.sample(tables, len(tables))
    known, accounts = load_all(tmp_path, *shuffled, *shuffled[:1], together=random.random() < 0.5)  # one of them twice
    assert not any(map(disputed, accounts))
    assert known.keys() == truth.keys()
    for name, row in known.items():
        said = truth[name]
        assert (row["level"] or "", row["gender"] or "") == (said["会员等级"], said["性别"])
        assert (row["birth_day"] or "", row["birthday"] is not None) == (said["生日"][-5:], len(said["生日"]) > 5)
        assert (row["orders"], row["total"]) == (int(said["笔数"]), Decimal(said["交易额"]))


@few
@given(histories(), st.randoms(use_true_random=False))
def test_tables_with_their_day_of_export_in_parts(tmp_path, tables, random):
    """Where every row has the day of its export a table may be cut anywhere."""
    dated = [
        [row | {"导出日期": str(date(2025, 1, 1) + timedelta(days=number))} for row in table]
        for number, table in enumerate(tables)
    ]
    whole = load_all(tmp_path, *dated)[0]
    rows = [row for table in dated for row in table]
    random.shuffle(rows)
    bounds = sorted({0, random.randint(0, len(rows)), random.randint(0, len(rows)), len(rows)})
    parts = [rows[start:end] for start, end in pairwise(bounds)]
    assert load_all(tmp_path, *parts, together=random.random() < 0.5)[0] == whole


def test_loading_it_again_changes_nothing(tmp_path):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", text_of(OLD)))
    before = ask(store, "facts.sql")
    again = keep(store, write(tmp_path / "b.csv", text_of(OLD[::-1])))
    assert ask(store, "facts.sql") == before
    (line,) = records(again)
    assert (line["unchanged_lines"], line["loaded_lines"], disputed(again)) == (2, 0, 0)
    keep(store, write(tmp_path / "c.csv", text_of(NEW)))
    (line,) = records(keep(store, write(tmp_path / "d.csv", text_of(OLD) + "\n")))
    assert (line["older_lines"], line["loaded_lines"]) == (2, 0)


# What the table says of purchases


@pytest.mark.parametrize(
    "header",
    [
        "首次交易时间,最后交易时间,交易额,笔数",
        "首次购买时间,最近购买时间,累计消费金额,消费次数",
        "首次购买时间,最后购买时间,交易总额,交易笔数",
        "首次购买时间,上次消费时间,消费金额,订单数",
    ],
)
def test_first_and_last_day_orders_and_money(tmp_path, header):
    store = fresh(tmp_path)
    text = f'会员名,会员等级,{header}\nold,VIP3,2018-05-01 10:00:00,2021-11-11 10:00,"8,888.00",45\n'
    assert "history_unknown" not in codes(keep(store, write(tmp_path / "a.csv", text)))
    (row,) = ask(store, "facts.sql")
    assert (str(row["first_at"]), str(row["last_at"])) == ("2018-05-01 10:00:00", "2021-11-11 10:00:00")
    assert (row["orders"], row["total"], row["has_history"]) == (45, Decimal("8888.00"), True)


def test_a_member_without_purchases_has_no_history(tmp_path):
    store = fresh(tmp_path)
    header = "会员名,首次交易时间,最后交易时间,交易额,笔数"
    cells = ("ann,,,0.00,0", "bob,0000-00-00 00:00:00,1970-01-01 00:00:00,0,0", "cat,-,--,-,-", "dan,null,N/A,无,/")
    account = keep(store, write(tmp_path / "a.csv", "\n".join([header, *cells]) + "\n"))
    assert [(row["has_history"], row["last_at"]) for row in ask(store, "facts.sql")] == [(False, None)] * 4
    assert "history_unknown" not in codes(account)


def test_what_cannot_be_read_of_it_is_reported_and_costs_nothing_else(tmp_path):
    store = fresh(tmp_path)
    rows = ("ann,金卡,去年,12.50,3", "bob,银卡,2024-02-30,many,some", "cat,银卡,2024.02.28,1元,1笔")
    text = "\n".join(["会员名,会员等级,最后交易时间,交易额,笔数", *rows]) + "\n"
    account = keep(store, write(tmp_path / "a.csv", text))
    ann, bob, cat = ask(store, "facts.sql")
    assert (ann["level"], ann["last_at"], ann["orders"], ann["total"]) == ("金卡", None, 3, Decimal("12.50"))
    assert (bob["level"], bob["last_at"], bob["orders"], bob["total"]) == ("银卡", None, None, None)
    assert (str(cat["last_at"]), cat["orders"], cat["total"]) == ("2024-02-28 00:00:00", 1, 1)
    (note,) = [note for note in account.notes if note.code == "history_unknown"]
    assert (note.values["rows"], note.values["column"]) == (2, "最后交易时间, 笔数, 交易额")


# Birthdays


@pytest.mark.parametrize(
    ("cells", "birthday", "birth_day"),
    [
        (
            ("1985-06-05", "1985/6/5", "1985.6.5", "19850605", "1985年6月5日", "1985-06-05 00:00:00", "1985年06月05号",
             "85-06-05", "31203", "5 Jun 1985", '"June 5, 1985"', "１９８５-０６-０５"),
            date(1985, 6, 5), "06-05",
        ),
        (
            ("06-15", "6-15", "06/15", "6.15", "6月15日", "06月15号", "0615", "--06-15", "0000-06-15"),
            None, "06-15",
        ),
        (("02-29",), None, "02-29"),
        (("1992-02-29",), date(1992, 2, 29), "02-29"),
    ],
)  # fmt: skip
def test_a_birthday(tmp_path, cells, birthday, birth_day):
    store = fresh(tmp_path)
    account = keep(store, write(tmp_path / "a.csv", birthdays(cells)))
    found = [(row["birthday"], row["birth_day"], row["level"]) for row in ask(store, "facts.sql")]
    assert found == [(birthday, birth_day, "金卡")] * len(cells)
    assert "birthday_unknown" not in codes(account)


def birthdays(cells: Sequence[str]) -> str:
    """A customer table of as many golden customers as there are birthdays."""
    return "\n".join(["会员名,生日,会员等级", *(f"member{n},{cell},金卡" for n, cell in enumerate(cells))]) + "\n"


@pytest.mark.parametrize(
    "cells",
    [
        ["1990-02-29", "02-30", "13-40", "1990-00-00", "90后", "1990", "1990-06", "农历六月十五"],
        ["05/06/1990", "12/11/1990", "11/12/1990"],
    ],
    ids=["no days", "a day that may be a month"],
)
def test_a_birthday_that_means_no_day_is_unknown_and_reported(tmp_path, cells):
    store = fresh(tmp_path)
    lines = [f"jon{number},女,{cell},银卡" for number, cell in enumerate(cells)]
    text = "\n".join(["会员名,性别,生日,会员等级", *lines, "kim,男,1990-05-05,金卡"]) + "\n"
    account = keep(store, write(tmp_path / "a.csv", text))
    *jons, kim = ask(store, "facts.sql")
    found = [(jon["birthday"], jon["birth_day"], jon["gender"], jon["level"]) for jon in jons]
    assert found == [(None, None, "女", "银卡")] * len(cells)
    assert kim["birthday"] == date(1990, 5, 5)
    (line,) = records(account)
    assert (line["loaded_lines"], line["rejected_lines"]) == (len(cells) + 1, 0)
    (note,) = [note for note in account.notes if note.code == "birthday_unknown"]
    assert (note.values["rows"], note.values["column"]) == (len(cells), "生日")


def test_what_tools_write_for_no_birthday_is_not_reported(tmp_path):
    cells = (
        "", "-", "null", "无", "未知", "0000-00-00", "0000-00-00 00:00:00", "1900-01-01", "1899-12-30", "00-00",
    )  # fmt: skip
    store = fresh(tmp_path)
    account = keep(store, write(tmp_path / "a.csv", birthdays(cells)))
    found = [(row["birthday"], row["birth_day"], row["level"]) for row in ask(store, "facts.sql")]
    assert found == [(None, None, "金卡")] * len(cells)
    assert "birthday_unknown" not in codes(account)


@pytest.mark.parametrize(("proof", "day"), [("28/01/1990", date(1990, 6, 5)), ("01/28/1990", date(1990, 5, 6))])
def test_the_column_proves_whether_the_day_comes_first(tmp_path, proof, day):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", f"会员名,生日\nann,05/06/1990\nbob,{proof}\n"))
    ann, bob = ask(store, "facts.sql")
    assert (ann["birthday"], bob["birthday"]) == (day, date(1990, 1, 28))


@pytest.mark.parametrize(("proof", "days"), [("28/01", ["06-05", "01-28"]), ("01/28", ["05-06", "01-28"])])
def test_and_so_it_does_without_a_year(tmp_path, proof, days):
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", f"会员名,生日\nann,05/06\nbob,{proof}\n"))
    assert [row["birth_day"] for row in ask(store, "facts.sql")] == days


def test_the_strict_reader_reads_the_same(tmp_path):
    """A masked nick is left out of the table, and the file to the strict reader."""
    body = "会员名,生日,笔数,会员等级\nann,6月15日,3笔,金卡\nbob,1990-02-29,x,银卡\ncat,１９８５/6/5,2,\ndan,31203,0,\n"
    outcomes = []
    for name, text in (("fast", body), ("strict", body + "t**1,1990-05-05,1,\n")):
        store = fresh(tmp_path / name)
        account = keep(store, write(tmp_path / name / "a.csv", text))
        outcomes.append((ask(store, "facts.sql"), codes(account) & {"birthday_unknown", "history_unknown"}))
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][1] == {"birthday_unknown", "history_unknown"}
