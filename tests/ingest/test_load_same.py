"""The same export in other clothes is the same export: nothing is new in it and nothing changes."""

from __future__ import annotations

import io
import shutil
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.load_case import HEADER, codes, csv_text, exports, few, fresh, keep, kept, records, row, write

from crmkit.ingest.load import open_files

ROWS = [row(number) for number in range(1, 9)]
ROWS[2] |= {"退款金额": "13.00", "买家实际支付金额": "40.00"}
ROWS[3] |= {"宝贝标题 ": "红袜子，蓝袜子", "宝贝总数量": "2"}
ROWS[4] |= {"买家会员名": "王五, “五金店”"}
ROWS[5] |= {"订单状态": "交易关闭", "订单付款时间 ": "", "买家实际支付金额": "0.00"}
TEXT = csv_text(ROWS)


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory) -> Path:
    """The store that ``loaded`` is a copy of."""
    folder = tmp_path_factory.mktemp("once")
    keep(fresh(folder), write(folder / "a.csv", TEXT))
    return folder


@pytest.fixture
def loaded(loaded_once, tmp_path) -> Path:
    """A store that holds the export already."""
    for name in ("shop.duckdb", "shop.duckdb.key"):
        shutil.copy2(loaded_once / name, tmp_path)
    return tmp_path / "shop.duckdb"


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for cells in rows:
        book.worksheets[0].append(cells)
    book.save(path)
    return path


def zipped(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.csv", text)
    return path


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16", "utf-16-le-bom", "utf-16-be-bom"])
def test_re_encoded(loaded, tmp_path, encoding):
    before = kept(loaded)
    text, codec = (f"\ufeff{TEXT}", encoding.removesuffix("-bom")) if encoding.endswith("-bom") else (TEXT, encoding)
    result = keep(loaded, write(tmp_path / "b.txt", text, codec))
    assert records(result)[0]["unchanged_lines"] == len(ROWS)
    assert "nothing_new" in codes(result)
    assert kept(loaded) == before


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("\n", "\r"),
        csv_text(ROWS[::-1]),
        csv_text(ROWS, HEADER[::-1]),
        TEXT.replace(",", "\t").replace('"王五\t “五金店”"', "王五, “五金店”"),
        TEXT.rstrip("\n"),
        TEXT + "\n\n",
        "店铺订单导出\n\n" + TEXT,
        "\n".join(line + ",," for line in TEXT.splitlines()) + "\n",
        csv_text([{name: f'="{cell}"' if name == "订单编号" else cell for name, cell in r.items()} for r in ROWS]),
        csv_text([{name: f"{cell}\t" if name == "订单编号" else cell for name, cell in r.items()} for r in ROWS]),
        csv_text([{name: f"'{cell}" if name == "订单编号" else cell for name, cell in r.items()} for r in ROWS]),
        csv_text([{name: f"{cell}.0" if name == "订单编号" else cell for name, cell in r.items()} for r in ROWS]),
    ],
    ids=["crlf", "cr", "upside down", "columns permuted", "tabs", "no last line end", "blank lines", "title lines",
         "empty columns", "wrapped ids", "tab behind ids", "apostrophe", "float ids"],
)  # fmt: skip
def test_resaved(loaded, tmp_path, text):
    before = kept(loaded)
    result = keep(loaded, write(tmp_path / "b.csv", text))
    assert records(result)[0]["unchanged_lines"] == len(ROWS)
    assert kept(loaded) == before


@few
@given(st.sets(st.sampled_from(HEADER[1:2] + HEADER[4:]), min_size=1), exports(most=8))
def test_fewer_columns_take_nothing_away(tmp_path, dropped, rows):
    """Whatever columns a seller leaves out of a second export, the store knows what it knew.

    Each order stands once here: of two versions in one file, fewer columns may leave the wrong one on top.
    """
    rows = list({row["订单编号"]: row for row in rows}.values())
    if not {"订单创建时间", "订单付款时间 "} - dropped:
        dropped = dropped - {"订单创建时间"}
    rows = [row for row in rows if "订单创建时间" not in dropped or row["订单付款时间 "]]
    store = fresh(tmp_path)
    keep(store, write(tmp_path / "a.csv", csv_text(rows)))
    before = kept(store)
    keep(store, write(tmp_path / "b.csv", csv_text(rows, [name for name in HEADER if name not in dropped])))
    assert kept(store) == before


def test_the_same_bytes_under_another_name_are_known(loaded, tmp_path):
    result = keep(loaded, write(tmp_path / "ExportOrderList202401.csv", TEXT))
    assert "already_loaded" in codes(result)
    assert records(result)[0]["unchanged_lines"] == len(ROWS)


def test_a_workbook_gives_the_same(loaded, tmp_path):
    before = kept(loaded)
    cells: list[list[object]] = [list(HEADER)]
    for each in ROWS:
        cells.append([float(each[name]) if "金额" in name else each[name] for name in HEADER])
    result = keep(loaded, workbook(tmp_path / "a.xlsx", cells))
    assert records(result)[0]["unchanged_lines"] == len(ROWS)
    assert kept(loaded) == before


def test_zip_several_files_globs_and_standard_input(tmp_path, monkeypatch):
    first, second = csv_text(ROWS[:5]), csv_text(ROWS[5:])
    whole = fresh(tmp_path / "whole")
    keep(whole, write(tmp_path / "whole" / "a.csv", TEXT))
    archive = zipped(tmp_path / "orders.zip", one=first, two=second)
    write(tmp_path / "parts" / "1.csv", first)
    write(tmp_path / "parts" / "2.csv", second, "gb18030")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    for number, arguments in enumerate(([archive], [tmp_path / "parts" / "*.csv"], ["-"])):
        store = fresh(tmp_path / f"store{number}")
        keep(store, *arguments)
        assert kept(store) == kept(whole)


def test_one_file_named_twice_is_read_once(tmp_path):
    file = write(tmp_path / "a.csv", TEXT)
    assert len(records(keep(fresh(tmp_path / "store"), file, tmp_path / "*.csv"))) == 1


def test_answers_from_files_are_answers_from_the_store(tmp_path):
    store = fresh(tmp_path)
    file = write(tmp_path / "a.csv", TEXT)
    keep(store, file)
    with open_files([str(file)]) as shop:
        assert kept(shop) == kept(store)


def test_dry_run_says_the_same_and_keeps_nothing(tmp_path):
    store, file = fresh(tmp_path), write(tmp_path / "a.csv", TEXT)
    expected = records(keep(store, file, dry_run=True))
    assert not store.exists()
    assert records(keep(store, file)) == expected
    before = kept(store)
    keep(store, write(tmp_path / "b.csv", csv_text([row(99)])), dry_run=True)
    assert kept(store) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "b.csv", "shop.duckdb", "shop.duckdb.key"]


def test_the_ledger_knows_the_money_of_the_file(loaded, tmp_path):
    from tests.ingest.load_case import ask

    (file,) = ask(loaded, "files.sql")
    paid = sum((Decimal(r["买家实际支付金额"]) for r in ROWS), Decimal(0))
    assert file["net_total"] == paid == sum(order["net"] for order in kept(loaded))
    assert (file["records"], file["encoding"], file["kind"]) == (len(ROWS), "utf-8", "orders")
    assert (str(file["first_day"]), str(file["last_day"])) == ("2024-01-01", "2024-01-03")


def test_the_same_export_for_two_shops_is_reported(tmp_path):
    store = fresh(tmp_path)
    file = write(tmp_path / "a.csv", csv_text([row(number) for number in range(1, 4)]))
    assert "orders_elsewhere" not in {note.code for note in keep(store, file, shop="甲").notes}
    (note,) = [note for note in keep(store, file, shop="乙").notes if note.code == "orders_elsewhere"]
    assert note.values["rows"] == 3


def test_the_same_file_of_item_lines_for_two_shops_names_the_first(tmp_path):
    """Lines of orders are never compared with another shop's; the bytes of the file are."""
    store = fresh(tmp_path)
    header = ("主订单编号", "子订单编号", "选购商品", "订单提交时间", "支付完成时间", "订单应付金额", "订单状态")
    lines = [
        ("1", "11", "袜子", "2024-01-01", "2024-01-01", "5", "已完成"),
        ("1", "12", *"帽", *["2024-01-01"] * 2, "6", "已完成"),
    ]
    file = write(tmp_path / "a.csv", csv_text([dict(zip(header, line, strict=True)) for line in lines], header))
    keep(store, file, shop="甲")
    (note,) = [note for note in keep(store, file, shop="乙").notes if note.code == "read_for_shop"]
    assert (note.values["rows"], note.values["value"]) == (1, "甲")


def test_a_load_opens_one_engine_and_reads_what_is_new_of_the_files(tmp_path, monkeypatch):
    """Another engine would take as long as a tenth of the load; a file that is known leaves the others their places."""
    opened, connect = [], duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda *given, **more: (opened.append(given), connect(*given, **more))[1])
    first, second, third = (
        write(tmp_path / f"{name}.csv", csv_text(ROWS[start:end]))
        for name, start, end in (("a", 0, 3), ("b", 3, 6), ("c", 6, 8))
    )
    store = fresh(tmp_path / "store")
    sold = [keep(store, *files).facts["shop_purchases"] for files in ((second,), (second,), (first, second, third))]
    assert (sold, len(opened)) == ([2, 2, 7], 3)
    assert kept(store) == kept_of(tmp_path / "whole", write(tmp_path / "whole.csv", TEXT))


def kept_of(folder: Path, *files: Path) -> list[dict[str, object]]:
    """The orders of a new store of these files."""
    store = fresh(folder)
    keep(store, *files)
    return kept(store)
