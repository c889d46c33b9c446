"""The Pollock set of damaged CSV files, where it is at hand: nothing is silently wrong, every account closes."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from crmkit.ingest.cells import Style
from crmkit.ingest.encoding import detect
from crmkit.ingest.forms import FORMS, Form
from crmkit.ingest.layout import Layout, canonical_header
from crmkit.ingest.sample import DELIMITERS, sample_rows
from crmkit.ingest.strict import read_strict

SHARED = Path(os.environ.get("CRMKIT_SHARED_DATA") or Path(__file__).parents[3] / "shared" / "data")
POLLOCK = SHARED / "pollock"
NAMES = ("DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "ProductDescription", "URL", "Comments")
KINDS = ("day", "clock", "count", "id", "dollars", "text", "text", "link", "text")
OTHER_FORMS = {
    "day": r"[0-9]{2}/[0-9]{2}/[0-9]{4}",
    "clock": r"[0-9]{2}:[0-9]{2}",
    "dollars": r"\$[0-9]+(?:\.[0-9]{1,2})?",
    "link": r"https://[!-~]+",
}
"""The set's columns have forms that no shop export has."""

pytestmark = pytest.mark.skipif(not POLLOCK.is_dir(), reason="the Pollock files are not at hand (CRMKIT_SHARED_DATA)")


def find_layout(path: Path, encoding: str) -> Layout | None:
    wanted = tuple(canonical_header(name) for name in NAMES)
    for delimiter in DELIMITERS:
        for row in sample_rows(path, encoding, Style(delimiter)):
            if tuple(canonical_header(cell) for cell in row.cells) == wanted:
                cells = {name: place for place, name in enumerate(NAMES)}
                forms = dict(zip(NAMES, KINDS, strict=True))
                return Layout(row.line, delimiter, tuple(row.cells), cells, forms, header_lines=row.lines)
    return None


def rows_of(path: Path) -> list[tuple[str, ...]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [tuple(row) for row in csv.reader(stream)]


def test_pollock(tmp_path, monkeypatch):
    for name, pattern in OTHER_FORMS.items():
        monkeypatch.setitem(FORMS, name, Form(name, pattern, typed=False))
    clean_of = {row[0]: row[1] for row in rows_of(POLLOCK / "MANIFEST.csv")}
    wrong, refused = {}, []
    expected_rows = loaded = 0
    for path in sorted((POLLOCK / "csv").iterdir()):
        encoding = detect(path)
        expected = [tuple(cell.strip() for cell in row) for row in rows_of(POLLOCK / "clean" / clean_of[path.name])]
        expected_rows += len(expected) - 1
        table = find_layout(path, encoding)
        if table is None:
            refused.append(path.name)
            continue
        tally = read_strict(path, encoding=encoding, layout=table, out=tmp_path / "out.csv")
        assert tally.closes(), path.name
        assert tally.physical == len(path.read_bytes().splitlines())
        accepted = [row[3:] for row in rows_of(tmp_path / "out.csv")[1:]]
        if strange := [row for row in accepted if row not in set(expected)]:
            wrong[path.name] = strange
        loaded += len(accepted)
    print(f"Pollock: {loaded} of {expected_rows} rows loaded, refused {refused}, silently wrong {wrong}")
    assert wrong == {}
    assert len(refused) <= 20  # their header line is damaged, or there is none
    assert loaded >= 14_500
