"""Text files in other styles and encodings: read by test on the file itself, the same orders whatever the style."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import fresh, keep, kept, records, write

from crmkit.errors import InputError
from crmkit.ingest.line_counts import LineCounts
from crmkit.ingest.text import quotes
from crmkit.ingest.text.cells import Fault, split_line
from crmkit.ingest.text.encoding import detect
from crmkit.ingest.text.quotes import has_stray_quote

MAPPING = {"ordered_at": "when", "buyer": "who", "title": "what", "amount": "sum"}
HEADER = ["when", "who", "what", "sum"]
ROWS = [[f"2024-01-0{day} 10:00:00", f"buyer{day}", f"sock {day}", f"{day}0.00"] for day in range(1, 9)]


def table(delimiter: str, cell: Callable[[str], str], *, is_header_plain: bool = False) -> str:
    header = HEADER if is_header_plain else [cell(name) for name in HEADER]
    return "".join(delimiter.join(row) + "\n" for row in [header, *([cell(text) for text in row] for row in ROWS)])


def bought(path: Path) -> list[tuple[str, str, str]]:
    """When was bought what for how much, in the order of days; every line is an order."""
    store = fresh(path.parent / "shop")
    (file,) = records(keep(store, path, mapping=MAPPING, max_rejects=0))
    assert file["rejected_lines"] == 0
    return sorted((str(order["created_at"]), str(order["title"]), str(order["net"])) for order in kept(store))


def expected(titles: dict[str, str]) -> list[tuple[str, str, str]]:
    return [(row[0], titles.get(row[2], row[2]), row[3]) for row in ROWS]


def replaced(changes: dict[str, str]) -> Callable[[str], str]:
    return lambda text: changes.get(text, text)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (table("|", str), {}),
        (table(",", lambda text: f"'{text}'"), {}),
        (table(",", lambda text: f"'{text}'", is_header_plain=True), {}),
        (
            table(",", replaced({"sock 3": "'sock, it''s 3'", "sock 4": "Men's sock"})),
            {"sock 3": "sock, it's 3", "sock 4": "Men's sock"},
        ),
        (
            table(";", replaced({"sock 3": '"a \\"b\\"; c"', "sock 4": '"C:\\\\x"'})),
            {"sock 3": 'a "b"; c', "sock 4": "C:\\x"},
        ),
        (table(",", lambda text: '"' + text.replace("sock 3", '\\"b') + '"'), {"sock 3": '"b'}),
        (
            table("\t", replaced({"sock 3": '15" screen', "sock 4": '"Foo" bar'})),
            {"sock 3": '15" screen', "sock 4": '"Foo" bar'},
        ),
        (table(" ", lambda text: f'"{text}"' if " " in text else text), {}),
    ],
    ids=["pipe", "apostrophes", "plain header", "some apostrophes", "backslash", "all quoted", "tab", "blank"],
)
def test_the_same_orders_in_every_style(tmp_path, text, titles):
    path = tmp_path / "orders.csv"
    path.write_text(text, encoding="utf-8", newline="")
    assert bought(path) == expected(titles)


def test_a_doubled_quote_among_apostrophes_may_mean_one_or_two(tmp_path):
    path = write(tmp_path / "a.csv", table(",", lambda text: "'" + text.replace("sock 3", '48""') + "'"))
    (file,) = records(keep(fresh(tmp_path / "shop"), path, mapping=MAPPING))
    assert (file["loaded_lines"], file["rejected_lines"]) == (len(ROWS) - 1, 1)


@pytest.mark.parametrize(
    ("odd", "mapping"),
    [
        ('buyer"5;sock;5.00', MAPPING),
        ('buyer5;sock"5;5.00', {"kind": "items", "order_id": "who", "title": "what", "amount": "sum"}),
    ],
    ids=["a buyer", "a title of a line"],
)
def test_a_stray_quote_among_backslashes_costs_its_line(tmp_path, odd, mapping):
    """Such a file is not searched for stray quotes: the engine refuses it whole, and the strict reader the line."""
    rows = [f'2024-01-01 10:00:00;buyer{number};"sock \\"{number}\\"; red";5.00' for number in range(100)]
    text = "\n".join([";".join(HEADER), *rows, f"2024-01-01 10:00:00;{odd}"]) + "\n"
    (file,) = records(keep(fresh(tmp_path / "shop"), write(tmp_path / "a.csv", text), mapping=mapping))
    assert (file["loaded_lines"], file["rejected_lines"]) == (100, 1)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(tmp_path, encoding):
    path = tmp_path / "orders.csv"
    path.write_bytes(table("\t", replaced({"sock 3": "一只袜子" * 20})).encode(encoding))
    assert detect(path) == encoding
    assert bought(path) == expected({"sock 3": "一只袜子" * 20})


def test_zero_bytes_alone_make_no_utf_16(tmp_path):
    path = tmp_path / "orders.csv"
    path.write_bytes(table(",", str).encode() + b"\0" * 64 + b"\n")
    assert detect(path) == "utf-8"


def test_runs_of_blanks_part_cells(tmp_path):
    rows = [HEADER, *([row[0][:10], row[1], "-", row[3]] for row in ROWS)]
    path = tmp_path / "log.txt"
    path.write_text("".join("  " + "   ".join(row) + " \n" for row in rows))
    result = keep(fresh(tmp_path / "shop"), path, mapping=MAPPING)
    assert records(result)[0]["loaded_lines"] == len(ROWS)


def test_words_between_blanks_are_no_table(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("when who what sum\nDear all, please find the orders of last week here\nyours\n")
    with pytest.raises(InputError):
        keep(fresh(tmp_path / "shop"), path, mapping=MAPPING)


@pytest.mark.parametrize(
    ("kind", "cell"),
    [("interior", 'Vest"warm, light"'), ("end", '15"'), ("doubled", 'a ""b"" c'), ("apostrophe", "Men's 15\" x")],
)
def test_a_quote_in_a_bare_cell_costs_its_line_only(tmp_path, kind, cell):
    """Whatever stands beside it: an ordinary neighbour, a quoted one, a damaged one."""
    rows = [
        [*ROWS[0][:2], cell.split(",")[0], "1.00"],
        ROWS[1],
        [*ROWS[2][:2], '"sock, big ""x"""', "3.00"],
        [*ROWS[3][:2], "'tis", "4.00"],
    ]
    for number, neighbours in enumerate(([], ROWS[4:6], [["broken"]])):
        path = tmp_path / f"{number}.csv"
        path.write_text("".join(",".join(row) + "\n" for row in [HEADER, *rows, *neighbours]))
        result = keep(fresh(tmp_path / "shop"), path, mapping=MAPPING)
        (file,) = records(result)
        assert file["rejected_lines"] == 1 + (neighbours == [["broken"]])
        assert file["loaded_lines"] == 3 + 2 * (number == 1)


def doubts(content: str, small: int = 0) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "in.csv"
        path.write_text(content, encoding="utf-8", newline="")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(quotes, "SMALL", small)
            return has_stray_quote(path, ",")


@given(st.lists(st.text(alphabet='a,="', max_size=9), min_size=1, max_size=5), st.sampled_from(["\n", "\r\n"]))
def test_no_stray_quote_is_missed(lines, end):
    cells = [split_line(line, ",") for line in lines]
    if Fault.STRAY in cells and Fault.UNCLOSED not in cells:
        assert doubts(end.join(lines))
        assert doubts(end.join(lines), small=1 << 20)


@given(st.lists(st.lists(st.text(alphabet='a"= ', min_size=1, max_size=5), min_size=1, max_size=4), max_size=4))
def test_doubled_quotes_are_no_stray_ones(rows):
    lines = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    assert [split_line(line, ",") for line in lines] == rows
    assert not doubts("\n".join(lines))
    assert not doubts("\n".join(lines), small=1 << 20)


@pytest.mark.parametrize(
    "line", ['="2140",ann,1.00', '"=""2140""",ann,1.00', '"","",""', '="",a,"b"', '"a, ""b"", c",d']
)
def test_what_exports_hold_is_not_doubted(line):
    assert not doubts(f"{line}\r\n" * 3)
    assert not doubts(f"{line}\r\n" * 3, small=1 << 20)


def test_a_mark_or_a_title_before_the_header_is_no_stray_quote(tmp_path):
    path = tmp_path / "in.csv"
    path.write_bytes(b'\xef\xbb\xbf"when","who"\n"a","b"\n')
    assert not has_stray_quote(path, ",")
    path.write_bytes(b'report of "ann"\n"when","who"\n')
    assert has_stray_quote(path, ",")
    assert not has_stray_quote(path, ",", skip=1)


def test_a_total_line_and_a_second_header_are_no_customers(tmp_path):
    store = fresh(tmp_path / "shop")
    lines = ["会员名,性别,会员等级", "小明,男,金卡", "会员名,性别,会员等级", "小红,女,银卡", "合计：,,"]
    (file,) = records(keep(store, write(tmp_path / "a.csv", "\n".join(lines))))
    assert (file["loaded_lines"], file["header_lines"], file["total_lines"]) == (2, 2, 1)


def test_a_short_row_is_padded_only_beside_full_ones(tmp_path):
    whole = [*HEADER, "memo"]
    short = [row[:4] for row in ROWS]
    beside = write(tmp_path / "a.csv", "".join(",".join(row) + "\n" for row in [whole, [*ROWS[0], "x"], *short[1:]]))
    (file,) = records(keep(fresh(tmp_path / "shop"), beside, mapping=MAPPING))
    assert (file["loaded_lines"], file["padded_lines"]) == (1, 7)
    for place in range(1, 5):
        header = [*HEADER[:place], "new", *HEADER[place:]]
        path = write(tmp_path / f"{place}.csv", "".join(",".join(row) + "\n" for row in [header, *short]))
        with pytest.raises(InputError, match="5 cells, the rows 4 or fewer") as caught:
            keep(fresh(tmp_path / "shop"), path, mapping=MAPPING)
        assert caught.value.where == str(path)


def test_an_empty_cell_too_much_in_the_header_is_seen_in_rows_of_full_width(tmp_path):
    """As a spreadsheet saves it: every row filled up to the header's width."""
    rows = [["when", "who", "", "what", "sum", "memo"], *([*row[:2], "sock", row[3], "5.00", ""] for row in ROWS)]
    slid = write(tmp_path / "a.csv", "".join(",".join(row) + "\n" for row in rows))
    with pytest.raises(InputError) as caught:
        keep(fresh(tmp_path / "shop"), slid, mapping=MAPPING)
    assert caught.value.code == "header_too_wide"
    rows[3][5] = "a memo"  # the last column is in use: the one without a name is just one without a name
    file = write(tmp_path / "b.csv", "".join(",".join(row) + "\n" for row in rows))
    assert records(keep(fresh(tmp_path / "shop"), file, mapping=MAPPING))[0]["loaded_lines"] == len(ROWS)


def test_an_unnamed_tail_of_the_header_is_no_column(tmp_path):
    path = write(tmp_path / "a.csv", "".join(",".join(row) + "\n" for row in [[*HEADER, "", ""], *ROWS]))
    file = records(keep(fresh(tmp_path / "shop"), path, mapping=MAPPING))[0]
    assert (file["loaded_lines"], file["padded_lines"]) == (len(ROWS), 0), "behind the last name nothing is missing"


def test_reading_stops_where_no_hope_is_left(tmp_path, monkeypatch):
    monkeypatch.setattr("crmkit.ingest.rows.strict.CHECK_LINES", 16)
    monkeypatch.setattr("crmkit.ingest.rows.strict.BLOCK", 64)
    path = write(tmp_path / "a.csv", table(",", str) + '"\n' + "x\n" * 4000)
    with pytest.raises(InputError) as caught:
        keep(fresh(tmp_path / "shop"), path, mapping=MAPPING, max_rejects=0.05)
    assert caught.value.code == "too_damaged"
    read = cast(int, caught.value.values["data_lines"])
    assert read < 3000
    assert f" of the first {read:,} lines rejected" in caught.value.message()


def test_endless_bad_lines_take_little_room(tmp_path, monkeypatch):
    monkeypatch.setattr("crmkit.ingest.line_counts.KEPT_APART", 10)
    counts = LineCounts()
    for line in range(1, 1001):
        counts.refuse(line, "too_short", b"x\n")
    assert (len(counts.rejects), counts.quarantined) == (10, 1000)
    assert (list(counts.rejects)[-1].line, list(counts.rejects)[-1].lines) == (10, 991)
