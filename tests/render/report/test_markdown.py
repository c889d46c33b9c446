"""The report as Markdown: every number of it is in a table that a reader of Markdown reads."""

from markdown_it import MarkdownIt
from tests.render.report.example import cohorts, example, rates, sales

from crmkit.render.report.as_markdown import markdown
from crmkit.render.report.document import Report


def tables(content: bytes) -> list[list[list[str]]]:
    """Every table as rows of texts, as they are shown."""
    found: list[list[list[str]]] = []
    for token in MarkdownIt("commonmark").enable("table").parse(content.decode()):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type == "inline" and token.level >= 4 and found:
            found[-1][-1].append("".join(child.content for child in token.children or []))
    return found


def test_the_numbers_of_charts_are_tables(report: Report) -> None:
    content = tables(markdown(report))
    rate = next(table for table in content if len(table) == 7 and table[6][0] == "2024-06*")
    shown = [
        (f"{start:%Y-%m}" + ("" if settled else "*"), f"{rate * 100:.1f}%") for start, rate, settled in rates().periods
    ]
    assert [tuple(row[:2]) for row in rate[1:]] == shown
    forecast = next(table for table in content if table[1][0] == "2024-07")
    assert [row[1] for row in forecast[1:]] == [f"{each.expected:,}" for each in sales().ahead]


def test_coloured_tables_hold_their_figures(report: Report) -> None:
    heat = next(table for table in tables(markdown(report)) if table[1][:2] == ["2024-01", "41"])
    for row, (headers, cells) in zip(heat[1:], cohorts().rows, strict=False):
        assert row[:2] == [str(header) for header in headers]
        assert row[2:] == [
            "" if cell.value is None else f"{cell.value * 100:.0f}%" + "*" * cell.running for cell in cells
        ]


def test_nothing_of_a_shop_becomes_markup(report: Report) -> None:
    kinds = {
        child.type
        for token in MarkdownIt("commonmark").enable("table").parse(markdown(report).decode())
        for child in token.children or []
    }
    assert kinds <= {"text", "text_special", "strong_open", "strong_close", "code_inline", "softbreak"}


def test_names_are_masked_unless_revealed(report: Report) -> None:
    assert "小***呀" in markdown(report).decode().replace("\\", "")
    assert "小[/]明一家人的店铺呀" in markdown(example(report.language, reveal=True)).decode().replace("\\", "")


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert markdown(report) == markdown(example(report.language))
