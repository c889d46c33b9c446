"""Quarantined lines that do not stay in memory are the lines they were: order, reasons, counts, bytes and money."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples
from tests.ingest.load_case import HEADER, ask, csv_text, fresh, keep, records, row, write

from crmkit.ingest import line_counts
from crmkit.ingest.account import ledger
from crmkit.ingest.line_counts import LineCounts, Reject, Rejects


class Told(NamedTuple):
    """What is said of one bad line."""

    line: int
    reason: str
    column: str | None
    raw: bytes
    amount: Decimal | None


LINES = st.builds(
    Told,
    st.integers(2, 60),
    st.sampled_from(["bad_time", "too_short"]),
    st.sampled_from([None, "created_at"]),
    st.binary(max_size=9),
    st.none() | st.decimals(-5, 5, places=2),
)


def plainly(told: list[Told], apart: int, bytes_left: int) -> list[Reject]:
    """The same in a list: entries as they come, alike neighbours joined when there are many, sorted in the end."""
    entries: list[Reject] = []
    for each in told:
        digest = hashlib.sha256(each.raw).hexdigest()
        last = entries[-1] if len(entries) >= apart else None
        if last and (last.line + last.lines, last.reason, last.column) == each[:3]:
            joined = hashlib.sha256((last.digest + digest).encode()).hexdigest()
            amounts = [amount for amount in (last.amount, each.amount) if amount is not None]
            amount = sum(amounts, Decimal(0)) if amounts else None
            entries[-1] = replace(last, lines=last.lines + 1, digest=joined, amount=amount)
            continue
        raw = each.raw[:bytes_left]
        bytes_left -= len(raw)
        entries.append(Reject(each.line, 1, each.reason, each.column, digest, raw, each.amount))
    return sorted(entries, key=lambda each: each.line)


@examples(150)
@given(
    st.lists(LINES, max_size=40),
    st.booleans(),
    st.sampled_from([1, 3, 100]),
    st.sampled_from([0, 1000, 1 << 20]),
)
def test_they_are_what_a_list_of_them_is(told, is_sorted, apart, in_memory):
    told = sorted(told, key=lambda each: each.line) if is_sorted else told
    with pytest.MonkeyPatch.context() as now, tempfile.TemporaryDirectory() as folder:
        now.setattr(line_counts, "KEPT_APART", apart)
        now.setattr(line_counts, "IN_MEMORY", in_memory)
        counts = LineCounts(rejects=Rejects(Path(folder)), _raw_left=100)
        for each in told:
            counts.refuse(each.line, each.reason, each.raw, each.column, amount=each.amount)
        expected = plainly(told, apart, 100)
        assert list(counts.rejects) == expected == list(counts.rejects.changed(iter, 2))
        assert (len(counts.rejects), counts.quarantined) == (len(expected), len(told))
        assert in_memory < 1 << 20 or not list(Path(folder).iterdir())
        for (reason, column), found in counts.rejects.sums.items():
            alike = [each for each in told if (each.reason, each.column or "") == (reason, column)]
            amounts = [each.amount for each in alike if each.amount is not None]
            assert (found.lines, found.line) == (len(alike), min(each.line for each in alike))
            assert found.amount == (sum(amounts, Decimal(0)) if amounts else None)
        assert sum(found.lines for found in counts.rejects.sums.values()) == len(told)


def test_what_is_changed_leaves_the_rest_as_it_is(tmp_path):
    rejects = Rejects(tmp_path)
    for line in (5, 6, 2):
        rejects.append(Reject(line, 1, "bad_time", "created_at", "d", b"raw", Decimal("1.50")))
    changed = rejects.changed(
        lambda some: [replace(each, raw=b"", digest="") if each.line == 5 else each for each in some], 3
    )
    assert [(each.line, each.raw, each.digest) for each in changed] == [
        (2, b"raw", "d"),
        (5, b"", ""),
        (6, b"raw", "d"),
    ]
    assert changed.sums == rejects.sums


@pytest.mark.parametrize(("apart", "in_memory", "at_once"), [(100_000, 1 << 20, 10_000), (2, 0, 2)])
def test_the_store_and_the_account_know_them_all(tmp_path, monkeypatch, apart, in_memory, at_once):
    """Seven orders without a time and two lines cut short: their number, money and bytes are the same however many."""
    monkeypatch.setattr(line_counts, "KEPT_APART", apart)
    monkeypatch.setattr(line_counts, "IN_MEMORY", in_memory)
    monkeypatch.setattr(ledger, "AT_ONCE", at_once)
    lines = csv_text([row(1), *(row(number, 订单创建时间="昨天") for number in range(2, 9)), row(9)], HEADER)
    path = write(tmp_path / "a.csv", lines + "1,2\n3,4\n")
    store = fresh(tmp_path / "shop")
    said = keep(store, path)
    (loaded,) = records(said)
    assert (loaded["loaded_lines"], loaded["rejected_lines"]) == (2, 9)
    whole = sum(Decimal(row(number)["买家实际支付金额"]) for number in range(2, 9))
    notes = [note.values for note in said.notes if note.code == "quarantined"]
    assert [(note["rows"], note["amount"], note["line"]) for note in notes] == [(7, whole, 3), (2, None, 11)]
    kept = ask(store, "rejects.sql")
    assert (sum(each["lines"] for each in kept), sum(each["amount"] or 0 for each in kept)) == (9, whole)
    assert [each["line"] for each in kept] == ([*range(3, 10), 11, 12] if apart > 9 else [3, 4, 11])
    aside = store.with_name(f"{store.name}.quarantine") / "1.txt"
    assert [line.split("\t")[0] for line in aside.read_text(encoding="utf-8").splitlines()] == [
        str(each["line"]) for each in kept
    ]
