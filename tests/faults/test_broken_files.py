"""Files that are broken: one line says what is wrong, the exit code is the contract's, the store stays as it was."""

from __future__ import annotations

import os
import shutil
import stat
import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.faults.conftest import HEADER, order, orders


def test_empty_file(kept_shop):
    assert "empty.csv" in kept_shop.refused(3, "load", kept_shop.file("empty.csv", b""))


def test_header_only_is_a_file_without_orders(kept_shop):
    before = kept_shop.content()
    assert kept_shop.run("load", kept_shop.file("header.csv", HEADER + "\n")).code == 0
    assert kept_shop.content() == before
    assert kept_shop.files()[-1] == ("header.csv", 1, 0, 0, 0) or kept_shop.files()[-1][1:] == (1, 0, 0, 0)


def test_unknown_header_names_the_nearest_dialect_and_what_is_missing(kept_shop):
    told = kept_shop.refused(3, "load", kept_shop.file("x.csv", "买家会员名,总金额,订单状态\n小明,1,交易成功\n"))
    assert "订单编号" in told
    assert "Taobao" in told


def test_a_table_of_nothing_we_know(kept_shop):
    assert "x.csv" in kept_shop.refused(3, "load", kept_shop.file("x.csv", "a,b,c\n1,2,3\n"))


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_one_bad_byte_costs_one_line(kept_shop, encoding):
    lines = orders(*range(40, 80)).encode(encoding).splitlines(keepends=True)
    lines[7] = lines[7].replace("袜子".encode(encoding), b"\xff\xfe")
    assert kept_shop.run("load", kept_shop.file("bad.csv", b"".join(lines))).code == 0
    assert kept_shop.files()[-1][1:] == (41, 39, 0, 1)
    told = kept_shop.run("rejects", "--format", "csv")
    assert "bad.csv" in told.out, told


def test_mixed_encodings_cost_the_strange_lines(kept_shop):
    lines = orders(*range(40, 80)).encode("gb18030").splitlines(keepends=True)
    lines[5] = order(44).encode() + b"\n"
    told = kept_shop.run("load", kept_shop.file("mixed.csv", b"".join(lines)))
    assert told.code == 0, told
    _, physical, loaded, unchanged, quarantined = kept_shop.files()[-1]
    assert physical == 41 == 1 + loaded + unchanged + quarantined
    assert quarantined <= 1


def test_an_unclosed_quote_costs_at_most_its_line(shop):
    """The whole size of the issue, 300,000 lines, was run once by hand; what matters is the ratio."""
    lines = [HEADER, *(order(number) for number in range(1, 20_000))]
    lines[1000] = order(1000, '"袜子')
    shop.file("quote.csv", "\n".join(lines) + "\n")
    assert shop.run("load", "quote.csv").code == 0
    assert shop.files()[-1][1:] == (20_000, 19_998, 0, 1)
    assert len(shop.content()) == 19_998


@pytest.mark.parametrize("where", ["inside", "tail"])
def test_nul_bytes(kept_shop, where):
    text = orders(*range(40, 80)).encode()
    text = text.replace("袜子".encode(), b"\0", 1) if where == "inside" else text + b"\0" * 4096
    assert kept_shop.run("load", kept_shop.file("nul.csv", text)).code == 0
    assert kept_shop.files()[-1][-1] == 1


def test_100000_columns(kept_shop):
    wide = HEADER + "," + ",".join(f"c{number}" for number in range(100_000))
    text = wide + "\n" + order(50) + "," * 100_000 + "\n" + order(51) + "\n"
    told = kept_shop.run("load", kept_shop.file("wide.csv", text), "--max-rejects", "1")
    assert told.code in (0, 3), told
    if told.code == 0:
        assert kept_shop.files()[-1][1:] in ((3, 1, 0, 1), (3, 2, 0, 0))


def test_a_long_line(kept_shop):
    text = orders(*range(40, 80)) + order(81, "长" * 3_000_000) + "\n" + order(82) + "\n"
    assert kept_shop.run("load", kept_shop.file("long.csv", text)).code == 0
    assert kept_shop.files()[-1][1:] == (43, 41, 0, 1)


def test_no_files_to_read(kept_shop):
    (kept_shop.folder / "folder").mkdir()
    os.mkfifo(kept_shop.folder / "pipe")
    for name in ("folder", "pipe", "missing.csv", "none*.csv", "/dev/zero"):
        is_endless = name in ("pipe", "/dev/zero")
        assert name in kept_shop.refused(3, "load", name, apart=is_endless), "which also ends"


def test_an_unreadable_file(kept_shop):
    path = kept_shop.file("secret.csv", orders(50))
    path.chmod(0)
    before: tuple[str, ...] = ()
    if os.geteuid() == 0:
        if not shutil.which("setpriv"):
            pytest.skip("root reads everything and there is no setpriv to be somebody else")
        for folder in [kept_shop.folder, *kept_shop.folder.parents][:4]:
            folder.chmod(folder.stat().st_mode | 0o755)
        before = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
        if kept_shop.run_apart("--version", before=before).code != 0:
            pytest.skip("nobody else may run this Python")
    told = kept_shop.run_apart("segment", path, before=before)
    assert told.code == 3, told
    assert "secret.csv" in told.err


@pytest.mark.parametrize(
    "name", ["it's.csv", 'say "hi".csv', "a[1].csv", "订单（新）.csv", "*.csv", "-x.csv", "$HOME.csv", "a;b.csv"]
)
def test_names_are_only_names(shop, name):
    shop.file("a1.csv", orders(1))
    shop.file(name, orders(7, 8))
    told = shop.run("load", "--", name)
    assert told.code == 0, told
    assert len(shop.content()) == 2


def bomb(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"] = "订单编号"
    sheet["XFD1048576"] = "总金额"
    book.save(path)
    return path


def test_workbooks_that_are_none(kept_shop):
    bomb(kept_shop.folder / "bomb.xlsx")
    kept_shop.file(
        "locked.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le") + bytes(3000)
    )
    with zipfile.ZipFile(kept_shop.folder / "corrupt.xlsx", "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook><sheets>")
    kept_shop.file("cut.xlsx", (kept_shop.folder / "bomb.xlsx").read_bytes()[:900])
    told = {
        name: kept_shop.refused(3, "load", name) for name in ("bomb.xlsx", "locked.xlsx", "corrupt.xlsx", "cut.xlsx")
    }
    assert "password" in told["locked.xlsx"].lower() or "encrypt" in told["locked.xlsx"].lower()


def test_ids_beyond_the_exact_numbers_never_join(shop):
    """A workbook keeps 3141592653589793238 as 3141592653589793300: two orders of one id, told by buyer and time."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["订单编号", "买家会员名", "总金额", "买家实际支付金额", "订单状态", "订单创建时间"])
    for buyer in ("小明", "小红"):
        book.worksheets[0].append([3141592653589793238, buyer, 5, 5, "交易成功", "2024-01-01 10:00:00"])
    book.save(shop.folder / "ids.xlsx")
    told = shop.run("load", "ids.xlsx")
    assert told.code == 0, told
    assert [text[:1] for _, text, *_ in shop.content()] == ["~", "~"]
    assert "ids.xlsx: a spreadsheet program damaged 2 order numbers" in told.out


def test_strict_keeps_nothing(kept_shop):
    kept_shop.file("bad.csv", orders(*range(40, 80)) + "x,y,z\n")
    before = kept_shop.content()
    told = kept_shop.run("load", "bad.csv", "--strict")
    assert told.code == 1, told
    assert "Traceback" not in told.err
    assert kept_shop.content() == before
    assert len(kept_shop.files()) == 1


def test_strict_makes_no_store(shop):
    shop.file("bad.csv", orders(*range(40, 80)) + "x,y,z\n")
    assert shop.run("load", "bad.csv", "--strict").code == 1
    assert not shop.store.exists()
    assert not shop.leftovers()


def test_too_much_damage_is_refused(kept_shop):
    kept_shop.file("bad.csv", orders(*range(40, 50)) + "x,y,z\n")
    kept_shop.refused(3, "load", "bad.csv")
    assert kept_shop.run("load", "bad.csv", "--max-rejects", "0.2").code == 0


def test_dry_run_keeps_nothing(kept_shop):
    before = kept_shop.content()
    assert kept_shop.run("load", kept_shop.file("more.csv", orders(90, 91)), "--dry-run").code == 0
    assert kept_shop.content() == before
    assert not kept_shop.leftovers()


def test_file_modes(shop):
    inherited = os.umask(0)
    try:
        told = shop.run_apart("load", shop.file("bad.csv", orders(*range(40, 80)) + "x,y,z\n"))
    finally:
        os.umask(inherited)
    assert told.code == 0, told
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in shop.store.parent.rglob("*")}
    assert modes.pop("shop.duckdb.quarantine") == 0o700
    assert set(modes.values()) == {0o600}, modes
    assert len(modes) == 3
