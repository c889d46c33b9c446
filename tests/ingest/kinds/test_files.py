"""What is in an export folder beside the exports: sheets, archives, lock files, notes; and damaged tables."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from tests.ingest.kinds.report import HEADER, KEPT, report, text

ROWS = report()


def workbook(sheets: dict[str, list[dict[str, str]] | list[list[str]]], hidden: str = "") -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for cells in [list(HEADER), *(list(row.values()) for row in rows)] if isinstance(rows[0], dict) else rows:
            sheet.append(cells)
        if name == hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def rewritten(book: bytes, parts: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """A workbook with parts of its archive changed, or put in where there are none."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(out, "w") as target:
        for name in dict.fromkeys([*source.namelist(), *parts]):
            content = source.read(name) if name in source.namelist() else b""
            target.writestr(name, parts.get(name, lambda same: same)(content))
    return out.getvalue()


GHOST = report(first=90, orders=(("阿鬼", "2024-01-01 10:00:00", "999.00", "0.00"),))


def test_every_sheet_of_a_workbook_is_read(shop):
    book = workbook({"一月": ROWS[:3], "二月": ROWS[3:6], "三月": ROWS[6:]})
    file = shop.file("orders.xlsx", book)
    shop.keeps(KEPT, file, orders=7)
    answer = shop.load(file)
    assert sum(line["lines"] for line in answer.rows) == 8 + 3


def test_a_sheet_of_something_else_is_named(shop):
    book = workbook({"订单": ROWS, "备忘": [["记得", "发货"], ["周一", "十件"]]})
    answer = shop.load(shop.file("orders.xlsx", book))
    assert "备忘" in answer.text
    answer = shop.keeps(KEPT, shop.folder / "orders.xlsx", orders=7)
    assert "备忘" in answer.text


def test_a_hidden_sheet_is_named_and_not_read(shop):
    answer = shop.keeps(KEPT, shop.file("orders.xlsx", workbook({"旧": GHOST, "新": ROWS}, hidden="旧")), orders=7)
    assert "旧" in answer.text


def test_a_hidden_sheet_alone_is_read(shop):
    book = rewritten(
        workbook({"旧": ROWS}), {"xl/workbook.xml": lambda content: content.replace(b'"visible"', b'"hidden"')}
    )
    assert b'"hidden"' in zipfile.ZipFile(io.BytesIO(book)).read("xl/workbook.xml")
    shop.keeps(KEPT, shop.file("orders.xlsx", book), orders=7)


@pytest.mark.parametrize("name", ["~$orders.xlsx", "later.csv.crdownload", "later.xlsx.crdownload"])
def test_what_is_no_export_is_passed_over_in_a_folder(shop, name):
    shop.file("orders.csv", text(ROWS))
    shop.file(name, b"\x05owner" + b" " * 150 if name.startswith("~$") else text(ROWS).encode()[:200])
    answer = shop.keeps(KEPT, shop.folder / "*", orders=7)
    assert name in answer.text


def test_a_lock_file_named_beside_its_workbook(shop):
    lock = shop.file("~$orders.xlsx", b"\x05owner" + b"\0" * 150)
    answer = shop.keeps(KEPT, shop.file("orders.xlsx", workbook({"订单": ROWS})), lock, orders=7)
    assert "~$orders.xlsx" in answer.text


@pytest.mark.parametrize("name", ["说明.txt", "readme.txt", "__MACOSX/._orders.csv"])
def test_a_readme_in_a_zip_is_passed_over(shop, name):
    archive = zipped(**{"orders.csv": text(ROWS).encode("gb18030"), name: "请看说明".encode()})
    shop.keeps(KEPT, shop.file("orders.zip", archive), orders=7)


def test_a_gzipped_table(shop):
    shop.keeps(KEPT, shop.file("orders.csv.gz", gzip.compress(text(ROWS).encode())), orders=7)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "gb18030", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encodings_and_delimiters(shop, encoding, delimiter):
    shop.keeps(KEPT, shop.file("orders.csv", text(ROWS, delimiter).encode(encoding)), orders=7)


def test_columns_between_blanks(shop):
    rows = (
        " id   date        qty   sum",
        "  1  20240101    1   11.77",
        "  2  20240112    1   12.00",
        "  2  20240112    5   77.00",
    )
    log = "".join(f"{row}\n" for row in rows)
    shop.keeps("100.77", shop.file("log.txt", log), "--map", "buyer=id,paid_at=date,amount=sum,quantity=qty", orders=3)


@pytest.mark.parametrize(
    "line",
    ["1,ann,2024-01-01,10.00,'tea, green'", '1,ann,2024-01-01,10.00,"a \\"fine\\" tea"'],
    ids=["single quotes", "backslashes"],
)
def test_other_quotes(shop, line):
    log = f"no,who,day,sum,what\n{line}\n{line.replace('1,', '2,', 1)}\n3,bob,2024-01-02,5.00,cup\n"
    shop.keeps("25.00", shop.file("log.csv", log), "--map", "order_id=no,buyer=who,paid_at=day,amount=sum,title=what")


def test_a_bare_quote_between_tabs(shop):
    log = 'no\twho\tday\tsum\twhat\n1\tann\t2024-01-01\t10.00\t7" frame\n2\tbob\t2024-01-02\t5.00\t"big" cup\n'
    shop.keeps("15.00", shop.file("log.tsv", log), "--map", "order_id=no,buyer=who,paid_at=day,amount=sum,title=what")


# ---- damaged tables


def test_a_header_wider_than_every_row_is_refused(shop):
    log = "when,who,,where,sum,note,more\n" + "".join(
        f"2024-03-0{n} 10:00:00,c{n},bj,{n}0.00,5.00,x\n" for n in (1, 2, 3)
    )
    answer = shop.ask("trend", shop.file("log.csv", log), "--map", "ordered_at=when,buyer=who,city=where,amount=sum")
    assert answer.code == 3
    assert "7" in answer.err and "6" in answer.err


def test_short_rows_are_padded_where_others_have_the_full_width(shop):
    """A spreadsheet drops empty cells at the end; one row that is short alone may have lost any cell."""
    rows = [f"2024-03-{n:02d},c{n},10.00{',gift' if n % 3 else ''}" for n in range(1, 13)]
    arguments = ("--map", "paid_at=day,buyer=who,amount=sum")
    habit = shop.file("habit.csv", "\n".join(["day,who,sum,note", *rows]) + "\n")
    answer = shop.load(habit, *arguments)
    assert (answer.rows[0]["loaded_lines"], answer.rows[0]["padded_lines"], answer.rows[0]["rejected_lines"]) == (
        8,
        4,
        0,
    )
    shop.keeps("120.00", habit, *arguments)
    lone = [row if row.endswith("gift") or row.startswith("2024-03-03") else f"{row}," for row in rows]
    answer = shop.load(shop.file("lone.csv", "\n".join(["day,who,sum,note", *lone]) + "\n"), *arguments)
    assert answer.rows[0]["rejected_lines"] == 1


GOOD = '2024-01-01 10:00:00,anna,coat,"warm, light",10.00'
STRAY = '2024-01-02 10:00:00,bert,coat"warm, light",10.00'
TORN = "2024-01-03 10:00:00,cy,coat,plain,no money"


@pytest.mark.parametrize("lines", [(GOOD, STRAY), (GOOD, STRAY, TORN), (TORN, STRAY, GOOD), (GOOD, STRAY, GOOD)])
def test_a_quote_in_a_bare_cell_goes_to_quarantine_whatever_its_neighbours(shop, lines):
    log = "\n".join(["when,who,kind,what,sum", *lines]) + "\n"
    mapping = "ordered_at=when,buyer=who,channel=kind,title=what,amount=sum"
    arguments = (shop.file("log.csv", log), "--map", mapping, "--max-rejects", "1")
    shop.keeps(f"{10 * lines.count(GOOD)}.00", *arguments)
    answer = shop.load(*arguments[:3])
    assert answer.rows[0]["rejected_lines"] == len(lines) - lines.count(GOOD)
    rejects = shop.ask("rejects", "--store", shop.store)
    assert lines.index(STRAY) + 2 in {row["line"] for row in rejects.rows}


def test_a_second_header_and_a_total_line_are_no_customers(shop):
    header = "会员名,性别,会员等级,省份,城市"
    rows = (header, "小凡,女,金卡,浙江,宁波市", header, "小乐,男,银卡,江苏,南京市", "合计,,,,")
    table = "".join(f"{row}\n" for row in rows)
    answer = shop.load(shop.file("customers.csv", table))
    line = answer.rows[0]
    assert (line["loaded_lines"], line["header_lines"], line["total_lines"], line["rejected_lines"]) == (2, 2, 1, 0)


def test_an_order_number_that_is_none_is_set_aside(shop):
    words = ("否", "订单", "N/A?", "abc def")
    none = [row | {"订单编号": word} for row, word in zip(report(first=20), words, strict=False)]
    answer = shop.load(shop.file("orders.csv", text([*none, *report()])))
    assert answer.rows[0]["rejected_lines"] == len(words)
    shop.keeps("760.00", "--store", shop.store, orders=7)


def test_a_workbook_that_claims_billions_of_strings(shop):
    book = workbook({"订单": ROWS})
    sheet = zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")
    space = sheet.partition(b'xmlns="')[2].partition(b'"')[0]
    many = 4_294_967_290
    claim = b'<sst xmlns="%s" count="%d" uniqueCount="%d"><si><t>a</t></si></sst>' % (space, many, many)
    cells = b'<c r="A1" t="s"><v>888888888</v></c></row></sheetData>'
    whole = rewritten(
        book,
        {
            "xl/worksheets/sheet1.xml": lambda content: content.split(b"<c ")[0] + cells + b"</worksheet>",
            "xl/sharedStrings.xml": lambda _: claim,
        },
    )
    before = set(shop.folder.rglob("*"))
    answer = shop.run_apart("trend", shop.file("bomb.xlsx", whole))
    assert answer.code == 3
    assert "bomb.xlsx" in answer.err
    assert set(shop.folder.rglob("*")) - before == {shop.folder / "bomb.xlsx"}


def test_advice_names_the_database_and_the_field_that_were_meant(shop):
    said = shop.run("trend", "--store", shop.folder / "nothing.duckdb")
    assert f"`crmkit load FILE... --store {shop.folder / 'nothing.duckdb'}`" in said.err
    file = shop.file("log.csv", "who,day,sum\nann,2024-01-01,5\n")
    said = shop.run("trend", file, "--map", "customer=who,paid_at=day,amount=sum")
    assert "did you mean 'buyer'?" in said.err
