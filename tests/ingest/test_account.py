"""Whatever happens to a file, its account closes and no row comes out that was not there."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples
from tests.ingest.strict_case import FORMS, HEADER, layout, order, read, text

from crmkit.errors import InputError
from crmkit.ingest.rows.gate import Gate, Refusal

MEMO = st.text(alphabet='好,"\n =x\t', max_size=8)


def written(rows: list[list[str]], end: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows([list(HEADER), *rows])
    return out.getvalue()


def read_or_refuse(raw: bytes, encoding: str = "utf-8") -> None:
    """Read a file, which checks that its account closes; one of which only short rows are left may be refused."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            read(Path(folder), raw, encoding)
        except InputError as problem:
            assert problem.code == "header_too_wide"


@examples(60)
@given(st.lists(MEMO, max_size=12), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["utf-8", "gb18030"]))
def test_whole_files_come_back_whole(memos, end, encoding):
    rows = [order(number, memo) for number, memo in enumerate(memos)]
    with tempfile.TemporaryDirectory() as folder:
        counts, read_back = read(Path(folder), written(rows, end), encoding)
    assert not counts.rejects
    assert [row["order_id"] for row in read_back] == [row[0] for row in rows]


@st.composite
def damages(draw):
    """Cut, overwrite, insert or double some bytes."""
    return [
        (draw(st.floats(0, 1)), draw(st.sampled_from(["cut", "set", "put", "double"])), draw(st.binary(max_size=4)))
        for _ in range(draw(st.integers(1, 5)))
    ]


@examples(150)
@given(
    st.lists(MEMO, min_size=1, max_size=12),
    damages(),
    st.sampled_from(["utf-8", "gb18030"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_damaged_files_close(memos, harm, encoding, end):
    raw = bytearray(written([order(number, memo) for number, memo in enumerate(memos)], end).encode(encoding))
    for share, kind, part in harm:
        at = int(share * len(raw))
        if kind == "cut":
            del raw[at : at + 7]
        elif kind == "set":
            raw[at : at + len(part)] = part
        elif kind == "put":
            raw[at:at] = part
        else:
            raw[at:at] = raw[at : at + 120]
    read_or_refuse(bytes(raw), encoding)


@examples(80)
@given(st.binary(max_size=400) | st.text(alphabet='1,"\n\r=#合计\0', max_size=200).map(str.encode))
def test_random_bytes_close(raw):
    read_or_refuse(text().encode() + raw)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_cut_at_every_byte(tmp_path, encoding):
    """40 lines; a cut file gives the first rows of the whole one (the last may have lost its memo's end)."""
    from crmkit.ingest.files.inputs import gather
    from crmkit.ingest.text.decode import decode

    rows = [order(number, "好" * (number % 3)) for number in range(39)]
    raw = written(rows, "\n").encode(encoding)
    head = len(written([], "\n").encode(encoding))
    for cut in range(head, len(raw) + 1):
        if encoding == "utf-16":
            (tmp_path / "cut.csv").write_bytes(raw[:cut])
            decoded = decode(gather([str(tmp_path / "cut.csv")], tmp_path)[0], tmp_path)
            _, read_back = read(tmp_path, decoded.path.read_bytes())
        else:
            _, read_back = read(tmp_path, raw[:cut], encoding)
        complete = raw[:cut].decode(encoding, "ignore").count("\n") - 1
        ids = [row["order_id"] for row in read_back]
        assert ids in ([row[0] for row in rows[:complete]], [row[0] for row in rows[: complete + 1]])


CELLS = {
    "id": st.sampled_from(
        ["2140", "A-1", "null", "No:12", "12.0", '="2140"', "'1", "", "1 2", "=5", "2140\t", "1.3E+14"]
    ),
    "money": st.sampled_from(["5", "5.00", "5.001", "-5.5", "￥5", "", "--", "1,000", "5.", '="5"']),
    "time": st.sampled_from(
        ["2024-02-29 10:00:00", "2023-02-29 10:00:00", "2024-04-31 10:00:00", "2024-12-31 23:59:59", "2024-1-2", ""]
    ),
    "count": st.sampled_from(["1", "1.0", "x", "", "999999999", "1234567890"]),
    "text": st.sampled_from(
        ["", "好", " 好", "'好", "=1", "合计", "a\x1fb", "好\u200b", '="好"', "=cmd", "m" * 2500, "#"]
    ),
}


@examples(300)
@given(st.tuples(*(CELLS[form] for form in FORMS.values())))
def test_the_quick_pattern_lets_nothing_else_pass(cells):
    gate = Gate(layout())
    quick = gate.quick(cells, wrapped=True)
    if quick is not None:
        verdict = gate.check(cells)
        assert not isinstance(verdict, Refusal)
        assert list(quick) == verdict
        assert gate.role(cells) == "row"
