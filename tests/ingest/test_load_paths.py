"""The engine's fast method and the strict reader must read every file alike; a damaged line costs itself alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import (
    HEADER,
    Row,
    ask,
    csv_text,
    exports,
    few,
    fresh,
    keep,
    kept,
    order_id,
    records,
    row,
    some,
    write,
)

import crmkit
from crmkit.errors import InputError, UsageError
from crmkit.ingest.load import open_files
from crmkit.ingest.staging import stage

BAD = "1,坏,不是钱,1.00,0.00,交易成功,2024-01-01 10:00:00,,x,1\n"
ODD_CELLS = {
    "订单编号": ["{id}", '="{id}"', "'{id}", "`{id}", "{id}\t", " {id} ", "{id}.0",
              "No:{id}", "A{id}", "null", "--", ""],
    "买家会员名": ["小明", " 小明", "小明\t", "\u3000小明", "小明\u3000", "'小明", "小明\ufeff",
                "null", "--", " ", "\u3000", "é", "e\u0301"],
    "总金额": ["58.00", "58", "58.5", "￥58.00", "58元", '1,058.00', "５８", "", "--", "null", "58.005", "5e1"],
    "退款金额": ["0.00", "", "无退款申请", "null", "0"],
    "订单状态": ["交易成功", "交易成功 ", " 交易成功", "", "交易关闭",
              "买家已付款,等待卖家发货", "买家已付款｜｜｜等待卖家发货", "奇怪"],
    "订单创建时间": ["2024-01-01 10:00:00", "2024/1/1 10:00", "2024-01-01", "20240101", "2024年1月1日 10:00",
              "2024-01-01T10:00:00",
              "2024-02-30 10:00:00", "2024-01-01 24:00:00", "infinity", "epoch", "null", "", "1989-01-01 10:00:00"],
    "宝贝标题 ": ["红袜子", " 红袜子", "'红袜子", "红袜子\t", "", "红袜子，蓝袜子", "红\u3000袜子"],
    "宝贝总数量": ["1", "2件", "1.0", "", "null", "1.5"],
}  # fmt: skip


@st.composite
def odd_rows(draw: st.DrawFn, number: int) -> Row:
    changed = draw(st.dictionaries(st.sampled_from(sorted(ODD_CELLS)), st.integers(0, 20), min_size=1, max_size=2))
    cells = row(number)
    for name, choice in changed.items():
        forms = ODD_CELLS[name]
        cells[name] = forms[choice % len(forms)].replace("{id}", order_id(number))
    return cells


def both_methods(tmp_path, text: str, monkeypatch) -> tuple[list[dict], list[dict]]:
    found = []
    for method in ("quick", "strict"):
        file = write(tmp_path / "a.csv", text)
        with monkeypatch.context() as patch:
            if method == "strict":
                patch.setattr(stage, "read_fast", lambda *_, **__: None)
            with open_files([str(file)], max_rejects=1.0) as shop:
                found.append([*kept(shop), *ask(shop, "rejects.sql")])
    return found[0], found[1]


@few
@given(exports())
def test_ordinary_files(tmp_path, monkeypatch, rows):
    quick, strict = both_methods(tmp_path, csv_text(rows), monkeypatch)
    assert quick == strict


@some
@given(st.lists(st.integers(1, 9).flatmap(odd_rows), min_size=1, max_size=6))
def test_odd_cells(tmp_path, monkeypatch, rows):
    quick, strict = both_methods(tmp_path, csv_text(rows), monkeypatch)
    assert quick == strict


@pytest.mark.parametrize("name", ODD_CELLS)
def test_one_odd_cell_a_row(tmp_path, monkeypatch, name):
    odd = [row(n) | {name: form.replace("{id}", order_id(n))} for n, form in enumerate(ODD_CELLS[name], start=2)]
    quick, strict = both_methods(tmp_path, csv_text([row(1), *odd]), monkeypatch)
    assert quick == strict
    assert len(quick) == len(odd) + 1


@few
@given(exports(most=6), st.integers(0, 5))
def test_a_damaged_line_changes_nothing_else(tmp_path, rows, place):
    clean, damaged = fresh(tmp_path / "clean"), fresh(tmp_path / "damaged")
    keep(clean, write(tmp_path / "clean" / "a.csv", csv_text(rows)))
    lines = csv_text(rows).splitlines(keepends=True)
    lines.insert(1 + min(place, len(rows)), BAD)
    (line,) = records(keep(damaged, write(tmp_path / "damaged" / "a.csv", "".join(lines))))
    assert line["rejected_lines"] == 1
    assert kept(damaged) == kept(clean)


MEMO = (*HEADER, "订单备注")


def with_memo(*memos: str) -> str:
    lines = [",".join(MEMO)]
    lines += [",".join([*row(number).values(), memo]) for number, memo in enumerate(memos, start=1)]
    return "\n".join(lines) + "\n"


def test_a_memo_over_two_lines_is_one_row(tmp_path, monkeypatch):
    text = with_memo("", '"第一行\n第二行"', "")
    quick, strict = both_methods(tmp_path, text, monkeypatch)
    assert quick == strict
    assert len(quick) == 3


def test_two_stray_quotes_swallow_no_rows(tmp_path, monkeypatch):
    """A quote opens a memo, another ends a later one: the rows between them are rows, not a memo."""
    text = with_memo("", '"赠品', "", "", '请包好"', "")
    quick, strict = both_methods(tmp_path, text, monkeypatch)
    assert quick == strict
    assert {order["id"] for order in quick if "id" in order} >= {order_id(number) for number in (1, 3, 4, 6)}


def test_an_unclosed_quote_costs_its_line(tmp_path, monkeypatch):
    quick, strict = both_methods(tmp_path, with_memo("", '"赠品', *[""] * 40), monkeypatch)
    assert quick == strict
    assert [order.get("line") for order in quick if "reason" in order] == [3]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_mixed_line_ends(tmp_path, monkeypatch, end):
    lines = csv_text([row(number) for number in range(1, 6)]).splitlines()
    other = {"\n": "\r\n", "\r\n": "\n"}[end]
    text = lines[0] + end + lines[1] + end + lines[2] + other + lines[3] + "\r" + lines[4] + end + lines[5]
    quick, strict = both_methods(tmp_path, text, monkeypatch)
    assert quick == strict
    assert len(quick) == 5


def test_blank_total_title_header_and_ragged_lines_are_distinguished(tmp_path):
    rows = [",".join(row(number).values()) for number in range(1, 31)]
    short = [",".join(list(row(number).values())[:-1]) for number in range(31, 35)]
    lines = [
        "已卖出的宝贝", ",".join(HEADER), *rows[:10], "", ",,,,,,,,,", ",".join(HEADER), *rows[10:], *short,
        ",".join(list(row(40).values())[:4]), ",".join(row(41).values()) + ",多了",
        "合计,,1.00,1.00,,,,,,", "#导出完毕",
    ]  # fmt: skip
    store = fresh(tmp_path)
    (line,) = records(keep(store, write(tmp_path / "a.csv", "\n".join(lines) + "\n")))
    counts = {name.removesuffix("_lines"): count for name, count in line.items() if name.endswith("_lines")}
    assert counts == {
        "title": 1, "header": 2, "blank": 2, "total": 2, "loaded": 30, "padded": 4, "follow_up": 0, "never_paid": 0,
        "skipped": 0, "forgotten": 0, "unchanged": 0, "older": 0, "rejected": 2,
    }  # fmt: skip
    assert [(each["line"], each["reason"]) for each in ask(store, "rejects.sql")] == [
        (40, "too_short"),
        (41, "too_long"),
    ]
    assert len(kept(store)) == 34


def test_a_load_that_keeps_nothing_leaves_no_folder_and_no_keys(tmp_path):
    mistyped = tmp_path / "shpo" / "2024" / "shop.duckdb"
    unknown = write(tmp_path / "unknown.csv", "foo,bar\n1,2\n")
    with pytest.raises(InputError):
        crmkit.load(mistyped, [unknown])
    with pytest.raises(UsageError) as asked:
        crmkit.open(mistyped)
    assert asked.value.code == "no_store"
    assert [path.name for path in tmp_path.iterdir()] == ["unknown.csv"]


def test_keys_that_were_there_before_stay(tmp_path):
    store = fresh(tmp_path)
    with pytest.raises(InputError):
        crmkit.load(store, [write(tmp_path / "unknown.csv", "foo,bar\n1,2\n")])
    assert {path.name for path in tmp_path.iterdir()} == {"shop.duckdb.key", "unknown.csv"}
