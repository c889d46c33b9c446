"""Whose a line is that was set aside: its cells, and what may be one where it cannot be split."""

from __future__ import annotations

import pytest

from crmkit.ingest.forgotten.line_cells import cells_in, style_of
from crmkit.ingest.forgotten.spellings import spellings
from crmkit.ingest.text.cells import Style

COMMA = Style(",")


def test_cells_are_those_of_the_reader():
    line = '"=""2140730062701491""","a""b, c",30.00,2024-01-01'
    found = cells_in(line, COMMA, "bad_money")
    assert {'="2140730062701491"', "2140730062701491", 'a"b, c', "30.00", "2024-01-01"} == found.cells
    assert "a" not in found.all()


@pytest.mark.parametrize(
    ("line", "reason", "name"),
    [
        ('1,a"b,30.00', "stray_quote", 'a"b'),
        ("1001,a,b,30.00", "too_long", "a,b"),
        ('1001,"小明', "unclosed_quote", "小明"),
        ("1001\0小明\0x", "nul_byte", "小明"),
        ("1001,给 tb_sunny 的,30.00", "bad_money", "tb_sunny"),
        ("1001,mail ann@example.com please,xx", "bad_money", "ann@example.com"),
        ("1001,for big-cat. ok,xx", "bad_money", "big-cat"),
        ("1001,call 138-0013-8000 now,xx", "bad_money", "138-0013-8000"),
        ("1001,tel:138 0013 8000;ok,xx", "bad_money", "138 0013 8000"),
    ],
)
def test_what_may_be_a_cell_is_asked_for_but_is_no_proof(line, reason, name):
    found = cells_in(line, COMMA, reason)
    assert name in found.all()
    assert not found.is_certain([name])


def test_a_name_within_another_word_is_none_of_the_line():
    for line, name in (("1001,banana,x", "ana"), ("1001,小米手机壳,x", "小米"), ("1001,amy2,x", "amy")):
        for reason in ("bad_money", "stray_quote"):
            assert name not in cells_in(line, COMMA, reason).all()


def test_only_a_long_name_in_a_cell_of_its_own_is_certain():
    found = cells_in("2140730062701491,小明,阳光阳光,12", COMMA, "bad_money")
    assert [found.is_certain([text]) for text in ("小明", "阳光阳光", "2140730062701491")] == [False, True, True]
    assert "12" not in found.all()  # pieces


def test_the_mark_of_a_file_is_the_one_it_has_most_of():
    assert style_of(["a;b;c,d", "e;f;g"]).delimiter == ";"
    assert style_of(["a\tb", "c,d\te\tf"]).delimiter == "\t"
    assert style_of(["a  b  c"]).runs


def test_a_phone_is_written_in_many_ways():
    assert {"13800138000", "+86138-0013-8000", "138 0013 8000", "008613800138000"} <= set(spellings("13800138000"))
    assert {'a"b', 'a""b', 'a\\"b', "a&quot;b"} <= set(spellings('a"b'))
    assert set(spellings("\u00e9")) == {"\u00e9", "e\u0301", "\\u00e9", "e\\u0301"}
