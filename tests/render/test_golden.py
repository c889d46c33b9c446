"""The awkward answer, byte for byte, in every text format. CRMKIT_UPDATE_GOLDEN=1 writes the files anew."""

import io
import os
from pathlib import Path

import pytest

from crmkit.render.render import RenderOptions, render
from crmkit.result import Result

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize(
    ("name", "format", "language", "options"),
    [
        ("table.zh.txt", "table", "zh", RenderOptions(width=100)),
        ("table.en.txt", "table", "en", RenderOptions(width=100)),
        ("table.narrow.txt", "table", "zh", RenderOptions(width=40)),
        ("table.gbk.txt", "table", "zh", RenderOptions(width=100, encoding="gbk")),
        ("table.ascii.txt", "table", "en", RenderOptions(width=100, encoding="ascii")),
        ("table.color.txt", "table", "en", RenderOptions(width=100, color=True, limit=2)),
        ("rows.csv", "csv", "en", RenderOptions()),
        ("rows.excel.csv", "csv", "en", RenderOptions(excel=True, limit=2)),
        ("rows.terminal.csv", "csv", "en", RenderOptions(terminal=True)),
        ("rows.raw.csv", "csv", "en", RenderOptions(raw=True)),
        ("rows.tsv", "tsv", "en", RenderOptions()),
        ("answer.json", "json", "zh", RenderOptions()),
        ("rows.ndjson", "ndjson", "en", RenderOptions()),
        ("answer.zh.md", "md", "zh", RenderOptions()),
    ],
)
def test_golden(answer: Result, name: str, format: str, language: str, options: RenderOptions) -> None:
    stream = io.BytesIO()
    render(answer, stream, format=format, language=language, options=options)
    if os.environ.get("CRMKIT_UPDATE_GOLDEN"):
        (GOLDEN / name).write_bytes(stream.getvalue())
    assert stream.getvalue() == (GOLDEN / name).read_bytes()
