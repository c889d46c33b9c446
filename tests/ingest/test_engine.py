"""Which files the engine reads whole, which it leaves to the strict reader, and where it looks for stray quotes."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ingest.load_case import HEADER, ask, row, write

import crmkit
from crmkit.ingest.load import open_files
from crmkit.ingest.staging import stage
from crmkit.ingest.text import quotes
from crmkit.ingest.typing import engine

MEMO = (*HEADER, "订单备注")
Read = tuple[bool, int]
"""Whether the engine's reading was taken, and how many searches for stray quotes were begun until then."""


def with_memos(*memos: str, delimiter: str = ",") -> str:
    """Orders, each with a memo as it stands in the file."""
    rows = [delimiter.join([*row(number).values(), memo]) for number, memo in enumerate(memos, start=1)]
    return "\n".join([delimiter.join(MEMO), *rows]) + "\n"


def read(folder: Path, text: str, patch: pytest.MonkeyPatch) -> tuple[list[Read], list[str]]:
    """What came of each of the engine's readings of a file, and why lines were rejected in the end."""
    found: list[Read] = []
    searches: list[object] = []
    read_fast = stage.read_fast

    class Search(quotes.QuoteSearch):
        def __init__(self, path: Path, delimiter: str, *, skip: int) -> None:
            searches.append(self)
            super().__init__(path, delimiter, skip=skip)

    def watched(*given: object) -> object:
        counts = read_fast(*given)  # type: ignore[arg-type]
        found.append((counts is not None, len(searches)))
        return counts

    for room in (quotes, engine):
        patch.setattr(room, "QuoteSearch", Search)
    patch.setattr(stage, "read_fast", watched)
    with open_files([str(write(folder / "a.csv", text))], max_rejects=1.0) as shop:
        return found, [each["reason"] for each in ask(shop, "rejects.sql")]


def test_the_engine_reads_a_memo_over_several_lines(tmp_path, monkeypatch):
    assert read(tmp_path, with_memos("", '"第一行\n第二行\n"', '"一行"'), monkeypatch) == ([(True, 1)], [])


def test_a_file_without_quotes_is_not_searched_for_stray_ones(tmp_path, monkeypatch):
    assert read(tmp_path, with_memos("", "赠品", ""), monkeypatch) == ([(True, 0)], [])


def test_a_quote_within_a_bare_cell_is_enough_to_doubt_the_engine(tmp_path, monkeypatch):
    assert read(tmp_path, with_memos("", '12"屏', ""), monkeypatch) == ([(False, 1)], ["stray_quote"])


def test_where_quotes_are_text_none_is_stray(tmp_path, monkeypatch):
    """Tabs stand between cells and quotes within them: the second reading knows it and begins no search."""
    text = with_memos(*[f'{number}"屏' for number in range(1, 41)], delimiter="\t")
    assert read(tmp_path, text, monkeypatch) == ([(False, 1), (True, 1)], [])


def test_money_takes_eight_bytes_a_row_whatever_is_deducted(tmp_path):
    """A difference of two amounts is typed wider than both; ten million orders would carry it."""
    text = "id,who,when,sum\n1,anna,2024-01-10,100\n"
    mapped = "order_id=id,buyer=who,ordered_at=when,amount=sum"
    with crmkit.open([str(write(tmp_path / "a.csv", text))], map=mapped) as shop:
        assert ask(shop, "money_types.sql") == [{"type": "DECIMAL(18,2)"}]
