"""Sentences: a single thing is spoken of in the singular, a code by its words in the reader's language."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crmkit.errors import InputError
from crmkit.messages import say
from crmkit.notes import Note, found_note
from crmkit.render.cells import human_text
from crmkit.render.spoken import share
from crmkit.render.wording import note_text


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (1, "a.csv: 1 line is shorter than the header. The missing cells count as empty."),
        (2, "a.csv: 2 lines are shorter than the header. The missing cells count as empty."),
        (1234, "a.csv: 1,234 lines are shorter than the header. The missing cells count as empty."),
    ],
)
def test_singular_and_plural(rows, sentence):
    assert note_text(Note("padded", {"file": "a.csv", "rows": rows}), "en") == sentence


def test_a_part_of_a_sentence_is_said_where_its_values_are_known():
    with_amount = found_note("a.csv", "quarantined", 3, Decimal("1200"), 7, "实付金额", "bad_money")
    assert note_text(with_amount, "en") == (
        "a.csv: 3 lines rejected (invalid amount, column 实付金额), first at line 7; "
        "1,200.00 in amounts that can be read."
    )
    without_amount = found_note("a.csv", "quarantined", 1, None, 7, None, "too_long")
    assert note_text(without_amount, "en") == "a.csv: 1 line rejected (more columns than the header), first at line 7."
    assert note_text(without_amount, "zh") == "a.csv：1 行异常，未导入（列数多于表头），首个为第 7 行。"


def test_nought_is_plural():
    assert say("text", "wrote", "en", {"rows": 0, "path": "a.csv"}) == "wrote 0 rows to a.csv"


def test_a_dialect_is_named_in_the_readers_language():
    note = Note("file_read", {"file": "a.csv", "dialect": "taobao_orders", "encoding": "utf-8"})
    assert note_text(note, "zh") == "a.csv：淘宝/天猫订单报表，utf-8。"
    assert note_text(note, "en") == "a.csv: Taobao/Tmall order report, utf-8."
    assert human_text("code", "taobao_items", "zh") == "淘宝/天猫宝贝报表"
    assert "像是“淘宝/天猫订单报表”" in InputError(
        "header_nearly", line=1, dialect="taobao_orders", missing="订单编号", map=None
    ).message("zh")


def test_a_dialect_of_the_owners_keeps_its_own_title():
    note = Note("file_read", {"file": "a.csv", "dialect": "我的门店 POS", "encoding": "utf-8"})
    assert note_text(note, "en") == "a.csv: 我的门店 POS, utf-8."


def test_a_part_is_neither_all_nor_nothing():
    shares = {"0": "0%", "0.0001": "0.1%", "0.05": "5.0%", "0.1": "10%", "0.994": "99%", "0.995": "99.5%"}
    shares |= {
        "0.9999999": "99.9%",
        "1": "100%",
        "1.004": "100%",
        "-0.9999": "-99.9%",
        "-0.3": "-30%",
        "-0.00001": "-0.1%",
    }
    assert {value: share(Decimal(value)) for value in shares} == shares
