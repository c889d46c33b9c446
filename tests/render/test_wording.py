"""Sentences: a single thing is spoken of in the singular, a code by its words in the reader's language."""

from __future__ import annotations

import pytest

from crmkit.errors import InputError
from crmkit.messages import say
from crmkit.render.cells import human_text
from crmkit.render.wording import note_text
from crmkit.result import Note


@pytest.mark.parametrize(
    ("orders", "sentence"),
    [
        (1, "a.csv: 1 order has a status that crmkit does not know; the amounts count as they stand"),
        (2, "a.csv: 2 orders have a status that crmkit does not know; the amounts count as they stand"),
        (1234, "a.csv: 1,234 orders have a status that crmkit does not know; the amounts count as they stand"),
    ],
)
def test_singular_and_plural(orders, sentence):
    assert note_text(Note("status_unknown", {"file": "a.csv", "orders": orders}), "en") == sentence


def test_nought_is_plural():
    assert say("text", "wrote", "en", {"rows": 0, "path": "a.csv"}) == "wrote 0 rows to a.csv"


def test_a_dialect_is_named_in_the_readers_language():
    note = Note("file_read", {"file": "a.csv", "dialect": "taobao_orders", "encoding": "utf-8"})
    assert note_text(note, "zh") == "a.csv：淘宝/天猫订单报表，utf-8"
    assert note_text(note, "en") == "a.csv: Taobao/Tmall order report, utf-8"
    assert human_text("code", "taobao_items", "zh") == "淘宝/天猫宝贝报表"
    assert "表头最接近 淘宝/天猫订单报表" in InputError(
        "header_nearly", dialect="taobao_orders", missing="订单编号"
    ).message("zh")


def test_a_dialect_of_the_owners_keeps_its_own_title():
    note = Note("file_read", {"file": "a.csv", "dialect": "我的门店 POS", "encoding": "utf-8"})
    assert note_text(note, "en") == "a.csv: 我的门店 POS, utf-8"
