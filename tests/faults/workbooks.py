"""Workbooks and archives that lie about themselves: whatever each claims, it is read, or refused, and nothing dies.

``attacks()`` gives them by name, made when asked for; those of ``heavy()`` have 64 MB and more within.
"""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator

from tests.faults.containers import archives, contents, packed, resized

HOST = "//schemas.openxmlformats.org"
"""Of names of kinds; nobody asks it for anything."""
NAMESPACE = f"http:{HOST}/spreadsheetml/2006/main"
RELATIONS = f"http:{HOST}/officeDocument/2006/relationships"
PACKAGE = f"http:{HOST}/package/2006/relationships"
HEADER = ("订单编号", "买家会员名", "买家应付货款", "买家实际支付金额", "订单状态", "订单创建时间", "订单付款时间")
ROW = ("10086", "张三", "58.10", "58.10", "交易成功", "2024-03-01 09:59:59", "2024-03-01 10:00:00")
FAR = ("XFD1048576", "XFD3", "A1048576", "ZZZ9", "AAAAAAAAA9", "A999999999", "A0", "1A", "", "$A$3")
ODD_NUMBERS = ("NaN", "inf", "-inf", "1e999", "1e308", "-0", "0x10", "", "９", "45352.99999999999")
AREAS = ("A1:XFD1048576", "A1:A4294967295", "C3:A1", "A0", ":", "", "A1:ZZZZZZZ99999999")
TARGETS = ("../../../etc/passwd", "/xl/worksheets/sheet1.xml", "workbook.xml", "", "http://x/", "a" * 99_999)
OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
HUGE = ("4294967295", "18446744073709551615", "-1", "9" * 400, "1e9", "")
"""Numbers that a count should not be."""


def texts(*cells: str, row: int) -> str:
    """A row of cells with their texts in place."""
    inside = "".join(
        f'<c r="{chr(65 + place)}{row}" t="inlineStr"><is><t>{cell}</t></is></c>' for place, cell in enumerate(cells)
    )
    return f'<row r="{row}">{inside}</row>'


def sheet(rows: str = texts(*HEADER, row=1) + texts(*ROW, row=2), *, before: str = "", after: str = "") -> str:
    """A sheet with one order."""
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{NAMESPACE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def parts(page: str = sheet(), **changed: str) -> dict[str, str | bytes]:
    """The parts of a workbook of one sheet; ``styles``, ``strings``, ``book`` or ``relations`` may be others."""
    kinds = {
        "rId1": "worksheet worksheets/sheet1.xml",
        "rId2": "styles styles.xml",
        "rId3": "sharedStrings strings.xml",
    }
    links = "".join(
        f'<Relationship Id="{key}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for key, (kind, target) in ((key, value.split()) for key, value in kinds.items())
    )
    root = f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="http:{HOST}/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}">{root}</Relationships>',
        "xl/workbook.xml": changed.get("book", _book(1)),
        "xl/_rels/workbook.xml.rels": changed.get(
            "relations", f'<Relationships xmlns="{PACKAGE}">{links}</Relationships>'
        ),
        "xl/worksheets/sheet1.xml": page,
        "xl/styles.xml": changed.get("styles", f'<styleSheet xmlns="{NAMESPACE}"/>'),
        "xl/strings.xml": changed.get("strings", f'<sst xmlns="{NAMESPACE}"><si><t>x</t></si></sst>'),
    }


def attacks() -> Iterator[tuple[str, bytes]]:
    """Small files, each with one lie, by a name with the suffix that it is to have."""
    yield "sound.xlsx", packed(parts())
    yield from _counts()
    yield from _cells()
    yield from _markup()
    yield from _packages()
    yield from archives(HEADER, ROW)
    yield "workbook.zip", packed({"a.xlsx": packed(parts(strings='<sst uniqueCount="4294967295"><si/></sst>'))})
    yield "workbook.xlsx.gz", gzip.compress(packed(parts()))


def heavy() -> Iterator[tuple[str, bytes]]:
    """Files of few bytes with many within."""
    size = 60 << 20
    many = {"strings": f'<sst xmlns="{NAMESPACE}">' + "<si/>" * (size // 5) + "</sst>"}
    yield "strings_without_end.xlsx", packed(parts(**many))
    yield "one_long_string.xlsx", packed(parts(strings=f"<sst><si><t>{'x' * size}</t></si></sst>"))
    yield "cells_without_addresses.xlsx", packed(parts(sheet("<row>" + "<c/>" * 5000 + "</row>")))
    yield "rows_without_cells.xlsx", packed(parts(sheet("<row/>" * (size // 6))))
    yield "numbers_in_rows.xlsx", packed(parts(sheet(("<row>" + "<c><v>1</v></c>" * 100 + "</row>") * (size // 1600))))
    yield "one_row_of_cells.xlsx", packed(parts(sheet("<row>" + "<c><v>1</v></c>" * (size // 15) + "</row>")))
    yield "formats_without_end.xlsx", packed(parts(styles="<styleSheet><cellXfs>" + "<xf/>" * (size // 5)))
    number_formats = "".join(f'<numFmt numFmtId="{n}" formatCode="yy"/>' for n in range(size // 60))
    yield "number_formats.xlsx", packed(parts(styles=f"<styleSheet><numFmts>{number_formats}</numFmts></styleSheet>"))
    yield "attributes.xlsx", packed(parts(sheet("<row " + " ".join(f'a{n}=""' for n in range(200_000)) + "/>")))
    yield "sheets_without_end.xlsx", packed(parts(book=_book(300_000)))
    yield "nested.xlsx", packed(parts(sheet("<a>" * (size // 3))))
    yield "bomb.zip", packed({"a.csv": b"\0" * (300 << 20)})
    yield "bomb.csv.gz", gzip.compress(b"\0" * (300 << 20))
    yield "contents.zip", contents(400_000)


def _counts() -> Iterator[tuple[str, bytes]]:
    """Each number of the format that says how much comes."""
    table = f'<sst xmlns="{NAMESPACE}" count="{{0}}" uniqueCount="{{0}}"><si><t>x</t></si></sst>'
    styles = (
        '<styleSheet><numFmts count="{0}"><numFmt numFmtId="{0}" formatCode="yyyy"/></numFmts><fonts count="{0}"/>'
        '<cellXfs count="{0}"><xf numFmtId="{0}"/></cellXfs></styleSheet>'
    )
    for place, number in enumerate(HUGE):
        two = texts(*HEADER, row=1) + texts(*ROW, row=2)
        yield f"strings_{place}.xlsx", packed(parts(strings=table.format(number)))
        yield f"styles_{place}.xlsx", packed(parts(styles=styles.format(number)))
        yield (
            f"spans_{place}.xlsx",
            packed(parts(sheet(two.replace("<row ", f'<row spans="1:{number}" ht="{number}" ')))),
        )
        yield f"columns_{place}.xlsx", packed(parts(sheet(before=f'<cols><col min="1" max="{number}"/></cols>')))
        yield f"merged_{place}.xlsx", packed(parts(sheet(after=f'<mergeCells count="{number}"/>')))
        yield f"row_{place}.xlsx", packed(parts(sheet(two.replace('<row r="2"', f'<row r="{number}"'))))
        yield f"cell_{place}.xlsx", packed(parts(sheet(two.replace('r="A2"', f'r="A{number}"'))))
        yield f"style_{place}.xlsx", packed(parts(sheet(two.replace('r="A2"', f'r="A2" s="{number}"'))))
        string = two.replace('r="A2" t="inlineStr"><is><t>10086</t></is>', f'r="A2" t="s"><v>{number}</v>')
        yield f"string_{place}.xlsx", packed(parts(sheet(string)))
        page = sheet(two).replace('t="inlineStr"><is><t>58.10</t></is>', f"><v>{number}</v>")
        yield f"value_{place}.xlsx", packed(parts(page))
        yield f"sheet_{place}.xlsx", packed(parts(book=_book(1).replace('sheetId="0"', f'sheetId="{number}"')))
    for place, area in enumerate(AREAS):
        yield f"dimension_{place}.xlsx", packed(parts(sheet(before=f'<dimension ref="{area}"/>')))
        name = f'<definedNames><definedName name="a">{area}</definedName></definedNames></workbook>'
        yield f"name_{place}.xlsx", packed(parts(book=_book(1).replace("</workbook>", name)))
        yield f"merge_{place}.xlsx", packed(parts(sheet(after=f'<mergeCells><mergeCell ref="{area}"/></mergeCells>')))


def _cells() -> Iterator[tuple[str, bytes]]:
    """Cells far from each other, and cells with odd things in them."""
    two = texts(*HEADER, row=1) + texts(*ROW, row=2)
    for place, far in enumerate(FAR):
        number = "".join(filter(str.isdigit, far)) or "3"
        yield f"far_{place}.xlsx", packed(parts(sheet(f'{two}<row r="{number}"><c r="{far}"><v>1</v></c></row>')))
        yield f"far_in_row_{place}.xlsx", packed(parts(sheet(f'{two}<row r="3"><c r="{far}"><v>1</v></c></row>')))
    sparse = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(3, 1_000_000, 50_000))
    yield "sparse.xlsx", packed(parts(sheet(two + sparse)))
    for place, value in enumerate(ODD_NUMBERS):
        for style in ("", ' s="0"'):
            cell = f'r="F2"{style}><v>{value}</v>'
            page = sheet(two.replace(f'r="F2" t="inlineStr"><is><t>{ROW[5]}</t></is>', cell))
            page = page.replace(f'r="C2" t="inlineStr"><is><t>{ROW[2]}</t></is>', cell.replace("F2", "C2"))
            yield f"number_{place}{len(style)}.xlsx", packed(parts(page, styles=_dates()))
    for kind in ("b", "e", "d", "str", "n", "s", "inlineStr", "zz", ""):
        page = sheet(
            two.replace('r="A2" t="inlineStr"', f'r="A2" t="{kind}"').replace("<is><t>10086</t></is>", "<v>7</v>")
        )
        yield f"kind_{kind or 'none'}.xlsx", packed(parts(page))
    yield "long_cell.xlsx", packed(parts(sheet(two.replace("张三", "张" * 40_000))))
    yield "megabytes_in_a_cell.xlsx", packed(parts(sheet(two.replace("张三", "x" * 3_000_000))))
    yield "long_format.xlsx", packed(parts(styles=_dates("[$-409]" + "y" * 100_000 + '"' * 99_999)))
    yield "control.xlsx", packed(parts(sheet(two.replace("张三", "&#0;&#xD800;&#x1F600;_x0000_"))))


def _markup() -> Iterator[tuple[str, bytes]]:
    """What XML allows, and what it does not."""
    two = texts(*HEADER, row=1) + texts(*ROW, row=2)
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "lol"}">' for n in range(12))
    page = sheet(two.replace("张三", "&a11;"))
    yield "entities.xlsx", packed(parts(page.replace("<worksheet", f"<!DOCTYPE w [{entities}]><worksheet")))
    outside = '<!DOCTYPE w [<!ENTITY a11 SYSTEM "file:///etc/passwd">]><worksheet'
    yield "outside.xlsx", packed(parts(page.replace("<worksheet", outside)))
    yield (
        "doctype_in_strings.xlsx",
        packed(parts(strings=f'<!DOCTYPE s [{entities}]><sst count="1"><si><t>&a11;</t></si></sst>')),
    )
    for place, end in enumerate((20, 200, 500, len(page) // 2, -1, -12)):
        yield f"cut_{place}.xlsx", packed(parts(sheet(two)[:end]))
    wide = {**parts(), "xl/worksheets/sheet1.xml": sheet(two).encode("utf-16")}
    yield "utf16.xlsx", packed(wide)
    yield "no_utf8.xlsx", packed({**parts(), "xl/worksheets/sheet1.xml": sheet(two).encode("gb18030")})
    yield "prefixed.xlsx", packed(parts(sheet(two).replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")))
    yield "comment.xlsx", packed(parts(sheet(two.replace("张三", "<!-- <c r='XFD9'> --><![CDATA[张<c]]>"))))
    yield "deep.xlsx", packed(parts(sheet(after="<a>" * 100_000)))
    yield "strings_in_sheet.xlsx", packed(parts(sheet(after='<sst uniqueCount="4000000000"/>')))


def _packages() -> Iterator[tuple[str, bytes]]:
    """Parts that are missing, double, elsewhere, or longer than they say."""
    whole = parts()
    for place, name in enumerate(whole):
        yield f"missing_{place}.xlsx", packed({key: part for key, part in whole.items() if key != name})
        yield f"empty_{place}.xlsx", packed({**whole, name: ""})
    relations = str(whole["xl/_rels/workbook.xml.rels"])
    for place, target in enumerate(TARGETS):
        changed = relations.replace("worksheets/sheet1.xml", target)
        yield f"target_{place}.xlsx", packed(parts(relations=changed))
    yield "relations_to_itself.xlsx", packed(parts(relations=relations.replace("strings.xml", "worksheets/sheet1.xml")))
    yield "many_sheets.xlsx", packed(parts(book=_book(2_000)))
    out = io.BytesIO(packed(whole))
    with zipfile.ZipFile(out, "a") as package:
        for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/strings.xml"):
            package.writestr(name, sheet(texts("a", row=1)))
    yield "double_parts.xlsx", out.getvalue()
    for suffix in ("xls", "xlsb", "ods", "csv", "xlsm", "et"):
        yield f"renamed.{suffix}", packed(whole)
    yield (
        "binary.xlsx",
        packed({**whole, "xl/workbook.bin": b"\x83\x01\x00" * 99, "xl/worksheets/sheet1.bin": b"\xff" * 999}),
    )
    open_document = '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
    yield (
        "open_document.ods",
        packed({"mimetype": OPEN_DOCUMENT, "content.xml": open_document}),
    )
    cell = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}'
    yield "repeated.ods", packed({"mimetype": OPEN_DOCUMENT, "content.xml": rows})
    for size in (1, 100, 0xFFFFFFFF):
        yield f"size_{size}.xlsx", resized(packed(whole), size)
    for cut in (10, 100, 1_000):
        yield f"cut_off_{cut}.xlsx", packed(whole)[:-cut]
    flipped = bytearray(packed(whole))
    for place in range(40, len(flipped), len(flipped) // 60):
        flipped[place] ^= 0x55
        yield f"flipped_{place}.xlsx", bytes(flipped)
        flipped[place] ^= 0x55
    yield "old.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\xff" * 4096


def _book(sheets: int) -> str:
    named = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(sheets))
    return f'<workbook xmlns="{NAMESPACE}" xmlns:r="{RELATIONS}"><sheets>{named}</sheets></workbook>'


def _dates(code: str = "yyyy-mm-dd") -> str:
    formats = f'<numFmts count="1"><numFmt numFmtId="164" formatCode="{code.replace(chr(34), "&quot;")}"/></numFmts>'
    return f'<styleSheet xmlns="{NAMESPACE}">{formats}<cellXfs count="1"><xf numFmtId="164"/></cellXfs></styleSheet>'
