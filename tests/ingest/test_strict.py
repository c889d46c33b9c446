"""The strict reader: a broken line costs itself and no other, and every line is accounted for."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest
from tests.ingest.strict_case import FORMS, HEADER, layout, order, read, reasons, text

from crmkit.ingest.headers.layout import Layout, canonical_header
from crmkit.ingest.line_counts import LineCounts
from crmkit.ingest.rows.gate import Gate
from crmkit.ingest.text.sample import sample_rows


def test_clean_orders(tmp_path):
    counts, rows = read(tmp_path, text(order(1), order(2, "谢谢")))
    assert (counts.header, counts.records, list(counts.rejects)) == (1, 2, [])
    assert rows[1] == {
        "line": "3",
        "lines": "1",
        "padded": "0",
        "order_id": "300000000002",
        "buyer": "买家2",
        "amount": "2.50",
        "ordered_at": "2024-03-01 10:00:00",
        "quantity": "1",
        "memo": "谢谢",
    }


def test_cells_are_unwrapped_and_missing_marks_emptied_and_left_as_they_are_else(tmp_path):
    """What an amount or a time means depends on the whole file: the engine reads it, not the gate."""
    line = '="2140730062701491",  张三\t,￥1,"2020/2/20 3:04",null,=cmd|x'
    _, rows = read(tmp_path, text(line, 'No:77,null,"1,058.00元",2020-02-20,12件,"\'备""注"'))
    assert [list(row.values())[3:] for row in rows] == [
        ["2140730062701491", "张三", "￥1", "2020/2/20 3:04", "", "=cmd|x"],
        ["77", "null", "1,058.00元", "2020-02-20", "12件", '备"注'],
    ]


@pytest.mark.parametrize(
    ("line", "reason", "column"),
    [
        ("1,a,5.00,2024-03-01,1", "too_short", None),
        ("1,a,5.00,2024-03-01,1,m,x", "too_long", None),
        ("1,a,5.00,2024-03-01,1,m,", "too_long", None),
        ("1,a,5e3,2024-03-01,1,m", "bad_money", "amount"),
        ("1,a,5.00,2024-13-01,1,m", "bad_time", "ordered_at"),
        ("1,a,5.00,昨天,1,m", "bad_time", "ordered_at"),
        ("1,a,5.00,2024-03-01,1e5,m", "bad_count", "quantity"),
        ("1 2,a,5.00,2024-03-01,1,m", "bad_id", "order_id"),
        ("1,a,5.00,,1,m", "missing_cell", "ordered_at"),
        ("--,a,5.00,2024-03-01,1,m", "missing_cell", "order_id"),
        ('1,a"b,5.00,2024-03-01,1,m', "stray_quote", None),
        ('1,"a,5.00,2024-03-01,1,m', "unclosed_quote", None),
        ("1,a,5.00,2024-03-01,1,m\0", "nul_byte", None),
        (f"1,a,5.00,2024-03-01,1,{'m' * 40_000}", "bad_text", "memo"),
        (f"1,a,5.00,2024-03-01,1,{'m' * 1_100_000}", "line_too_long", None),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_one_bad_line_costs_one_line(tmp_path, line, reason, column):
    counts, rows = read(tmp_path, text(order(1), line, order(2)))
    assert reasons(counts) == [(3, reason, column)]
    assert [row["line"] for row in rows] == ["2", "4"]
    raw = (line + "\n").encode()
    assert next(iter(counts.rejects)).digest == hashlib.sha256(raw).hexdigest()
    assert next(iter(counts.rejects)).raw == raw[:4096]


@pytest.mark.parametrize(
    ("amount", "time"),
    [
        ("5.001", "2024-03-01"),
        ("1 058.50", "2024-03-01"),
        ("-5.00", "2024-03-01"),
        ("$5.00", "2024-03-01 10:00:00+08:00"),
        ("5.00", "2024-02-30"),
        ("5.00", "01/02/2024"),
        ("5.00", "45351.5"),
        ("5.00", "Mar 1 2024"),
    ],
)
def test_what_only_the_file_and_the_calendar_decide_passes(tmp_path, amount, time):
    counts, rows = read(tmp_path, text(order(1), f"1,a,{amount},{time},1,m", order(2)))
    assert (list(counts.rejects), rows[1]["amount"], rows[1]["ordered_at"]) == ([], amount, time)


def test_a_wholly_broken_file_keeps_few_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr("crmkit.ingest.rows.sink.LineCounts", lambda **said: LineCounts(_raw_left=10, **said))
    counts, _ = read(tmp_path, text("broken", "broken", "broken"))
    assert [reject.raw for reject in counts.rejects] == [b"broken\n", b"bro", b""]
    assert len({reject.digest for reject in counts.rejects}) == 1


def test_memo_over_several_lines(tmp_path):
    counts, rows = read(tmp_path, text(order(1, '"第一行\r\n第二行,""好""\n\n完"'), order(2)))
    assert (counts.record_lines, counts.records, counts.physical) == (5, 2, 6)
    assert rows[0]["memo"] == '第一行\n第二行,"好"\n\n完'
    assert (rows[0]["line"], rows[0]["lines"], rows[1]["line"]) == ("2", "4", "6")


def test_two_stray_quotes_do_not_swallow_the_orders_between(tmp_path):
    lines = ['1,"a,5.00,2024-03-01,1,m', order(2), order(3), '4,b",5.00,2024-03-01,1,m']
    counts, rows = read(tmp_path, text(*lines))
    assert [row["line"] for row in rows] == ["3", "4"]
    assert reasons(counts) == [(2, "unclosed_quote", None), (5, "stray_quote", None)]


def test_unclosed_quote_in_a_long_file(tmp_path):
    rows = [order(number) for number in range(30_000)]
    rows[998][5] = '"unclosed'
    counts, read_back = read(tmp_path, text(*rows))
    assert reasons(counts) == [(1000, "unclosed_quote", None)]
    assert len(read_back) == 29_999


def test_lines_that_are_no_rows(tmp_path):
    content = "#店铺订单\n\n起始日期,2024-03-01\n" + text(
        order(1), "", ",,,,,", '"","",,,,', "  ", list(HEADER), order(2), "合计,,3.00,,2,", "total：", "#共2笔", "##,"
    )
    counts, rows = read(tmp_path, content, table=layout(header_line=4))
    assert (counts.title, counts.header, counts.blank, counts.total, len(rows), list(counts.rejects)) == (
        3,
        2,
        4,
        4,
        2,
        [],
    )


def test_an_order_may_begin_with_a_number_sign_and_a_buyer_may_be_called_total(tmp_path):
    table = Layout(
        1,
        ",",
        ("buyer", "id", "amount", "time"),
        {"id": 1, "amount": 2, "time": 3},
        {"id": "id", "amount": "money", "time": "time"},
        frozenset({"time"}),
    )
    content = "buyer,id,amount,time\n#1001,1,5.00,2024-03-01\ntotal,2,5.00,2024-03-01\n#1002,3,5e3,2024-03-01\n"
    counts, rows = read(tmp_path, content, table=table)
    assert [row["id"] for row in rows] == ["1", "2"]
    assert reasons(counts) == [(4, "bad_money", "amount")]


def test_the_halves_of_a_broken_line_are_no_habit(tmp_path):
    """In a customer table the second half looks like a customer; three short lines in a row are a habit."""
    names = "buyer", "gender", "city"
    table = Layout(1, ",", names, {name: at for at, name in enumerate(names)}, dict.fromkeys(names, "text"), {"buyer"})
    full = [f"买家{number},女,杭州" for number in range(8)]

    def read_with(*short: str) -> tuple[LineCounts, list[dict[str, str]]]:
        content = "\n".join([",".join(names), *full[:4], *short, *full[4:]]) + "\n"
        return read(tmp_path, content, table=table)

    counts, rows = read_with("买家甲,女", "性,杭州")
    assert [row["buyer"] for row in rows] == [f"买家{number}" for number in range(8)]
    assert reasons(counts) == [(6, "too_short", None), (7, "too_short", None)]
    counts, rows = read_with("买家甲,女", "买家乙,女", "买家丙,女")
    assert (counts.padded, len(rows)) == (3, 11)


def test_short_rows_are_padded_when_they_are_the_files_habit(tmp_path):
    short = [order(number)[:5] for number in range(3)]
    counts, rows = read(tmp_path, text(*[order(number) for number in range(10, 50)], *short))
    assert (counts.padded, counts.records, list(counts.rejects)) == (3, 43, [])
    assert all(row["memo"] == "" for row in rows[-3:])


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ([order(1)[:5]], 5),  # a lone row, whatever its share
        ([order(1)[:5], order(2)[:5]], 60),  # under 5 %
        ([order(1)[:3], order(2)[:3]], 10),  # the time is required
        ([["1", "5.00", "2024-03-01", "1", "m"]] * 2, 10),  # a cell is missing in the middle: forms do not fit
    ],
)
def test_short_rows_that_are_not(tmp_path, short, full):
    counts, rows = read(tmp_path, text(*[order(number) for number in range(10, 10 + full)], *short))
    assert len(rows) == full
    assert {reason for _, reason, _ in reasons(counts)} == {"too_short"}


def test_trailing_delimiters_are_a_habit_too_but_filled_surplus_never_is(tmp_path):
    counts, rows = read(tmp_path, text(*[[*order(number), ""] for number in range(8)]))
    assert (counts.padded, len(rows)) == (0, 8), "nothing is missing from a row with a cell too many"
    counts, rows = read(tmp_path, text(*[[*order(number), "x"] for number in range(8)]))
    assert rows == []
    assert {reason for _, reason, _ in reasons(counts)} == {"too_long"}


def test_cut_off(tmp_path):
    counts, rows = read(tmp_path, text(order(1)) + "300000000002,买家")
    assert (len(rows), reasons(counts)) == (1, [(3, "cut_off", None)])
    counts, rows = read(tmp_path, (text(order(1)) + "300000000002,买").encode()[:-1])
    assert (len(rows), reasons(counts)) == (1, [(3, "cut_off", None)])
    _, rows = read(tmp_path, text(order(1), order(2, "m")).removesuffix("\n"))
    assert len(rows) == 2


@pytest.mark.parametrize("tail", [64, 4096, 3 << 20])
def test_zero_filled_tail(tmp_path, tail):
    counts, rows = read(tmp_path, text(order(1)).encode() + b"\0" * tail)
    assert (len(rows), reasons(counts)) == (1, [(3, "nul_byte", None)])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_line_in_another_encoding(tmp_path, encoding):
    other = "utf-8" if encoding == "gb18030" else "gb18030"
    foreign = (",".join(order(2, "换了编码的一行")) + "\n").encode(other)
    content = text(order(1)).encode(encoding) + foreign + (",".join(order(3)) + "\n").encode(encoding)
    counts, rows = read(tmp_path, content, encoding)
    assert reasons(counts) == [(3, "bad_encoding", None)]
    assert [row["buyer"] for row in rows] == ["买家1", "买家3"]


def test_utf8_that_also_passes_for_gb18030_is_not_taken_for_it(tmp_path):
    """Chinese of an even number of characters in UTF-8 is valid GB18030, and nonsense."""
    foreign = (",".join(order(2, "换了编码")) + "\n").encode()
    assert foreign.decode("gb18030")
    content = text(order(1)).encode("gb18030") + foreign
    counts, rows = read(tmp_path, content, "gb18030")
    assert (reasons(counts), len(rows)) == ([(3, "bad_encoding", None)], 1)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_line_ends_and_bom_change_nothing(tmp_path, end, bom):
    plain = read(tmp_path, text(order(1), order(2, '"a\nb"')))[1]
    assert read(tmp_path, bom + text(order(1), order(2, f'"a{end}b"'), end=end))[1] == plain


def test_mixed_line_ends(tmp_path):
    content = text(order(1), end="\r\n") + ",".join(order(2)) + "\r" + ",".join(order(3)) + "\n"
    assert [row["line"] for row in read(tmp_path, content)[1]] == ["2", "3", "4"]


@pytest.mark.parametrize("size", [1 << 20, (1 << 20) + 1, 2 << 20])
def test_a_return_at_the_edge_of_a_block_is_one_line_end(tmp_path, size):
    head = text(order(1), end="\r\n").encode()
    filler = b"x" * (size - len(head) - 1) + b"\r\n"
    counts, rows = read(tmp_path, head + filler + (",".join(order(2)) + "\r\n").encode())
    assert (counts.physical, len(rows), len(counts.rejects)) == (4, 2, 1)


def test_a_hundred_thousand_columns(tmp_path):
    (tmp_path / "wide.csv").write_text(",".join(f"c{number}" for number in range(100_000)) + "\n")
    assert len(sample_rows(tmp_path / "wide.csv", "utf-8")[0].cells) == 100_000


def test_a_line_without_end_takes_no_memory(tmp_path):
    """64 MB in one line (sparse), read by a process of its own whose peak is compared with that of an ordinary file."""
    program = (
        "import resource, sys; from pathlib import Path; from tests.ingest.strict_case import layout\n"
        "from crmkit.ingest.rows.strict import read_strict\n"
        "counts = read_strict(Path(sys.argv[1]), encoding='utf-8', layout=layout(), out=Path(sys.argv[1] + '.out'))\n"
        "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "print(counts.closes(), counts.records, len(counts.rejects), peak)"
    )
    peaks = []
    for size in (0, 64 << 20):
        path = tmp_path / f"{size}.csv"
        path.write_text(text(order(1)), encoding="utf-8")
        with path.open("r+b") as stream:
            stream.truncate(path.stat().st_size + size)
            stream.seek(0, 2)
            stream.write(("x\n" + ",".join(order(2)) + "\n").encode())
        run = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
        closes, records, rejects, peak = run.stdout.split()
        assert (closes, records, rejects) == ("True", "2", "1")
        peaks.append(int(peak))
    assert peaks[1] - peaks[0] < 32 * 1024  # KB


def test_headers():
    wrong = ["订单付款时间 ", "\ufeff订单付款时间", '="订单付款时间"', "订单\n付款\u3000时间\t", "'订单付款时间"]
    assert {canonical_header(cell) for cell in wrong} == {"订单付款时间"}
    assert canonical_header("收入金额（＋元）") == "收入金额(+元)"
    assert canonical_header("入帐日期") == "入账日期"


def test_sample_rows(tmp_path):
    path = tmp_path / "sample.csv"
    path.write_bytes('标题 "x\n编号,"收货\n地址",金额\n1,2,3\n'.encode("gb18030") + b"\xff\n")
    assert sample_rows(path, "gb18030") == [
        (1, 1, ['标题 "x']),
        (2, 2, ["编号", "收货\n地址", "金额"]),
        (4, 1, ["1", "2", "3"]),
        (5, 1, []),
    ]


def test_layout_refuses_what_cannot_be():
    with pytest.raises(ValueError, match="outside"):
        Layout(1, ",", ("a",), {"order_id": 1})
    with pytest.raises(ValueError, match="unknown"):
        Layout(1, ",", ("a",), {"order_id": 0}, {"order_id": "number"})
    assert len(FORMS) == len(HEADER)


def test_a_row_of_names_alone_says_nothing():
    """``x,y`` is no order whose tail is empty: a file of millions of them is refused at once, not held to its end."""
    gate = Gate(layout())
    assert [gate.says_nothing(width) for width in range(len(HEADER) + 1)] == [True] * 3 + [False] * 4
