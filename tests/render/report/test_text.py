"""The report as a mail of plain text: 80 columns whatever the language, and it ends with what to type."""

import io
from dataclasses import replace
from unicodedata import east_asian_width

import openpyxl
from tests.render.report.example import NICKS, example, save_list

from crmkit.messages import say
from crmkit.render.report.as_mail import mail
from crmkit.render.report.as_markdown import markdown
from crmkit.render.report.as_text import text
from crmkit.render.report.as_workbook import workbook
from crmkit.render.report.document import Report
from crmkit.render.report.page import page


def columns(line: str) -> int:
    """Columns that a line takes where a Chinese character takes two."""
    return sum(2 if east_asian_width(mark) in "WF" else 1 for mark in line)


def test_no_line_is_longer_than_80_columns(report: Report) -> None:
    lines = text(report).decode().splitlines()
    assert max(map(columns, lines)) <= 80
    assert not any(line != line.rstrip() for line in lines)


def test_figures_below_each_other_end_in_one_column(report: Report) -> None:
    lines = text(report).decode().splitlines()
    rows = [line for line in lines if line.endswith((" 590", " 575", " 494", " 299", " 283", " 175"))]
    assert len(rows) == len(NICKS)
    assert len(set(map(columns, rows))) == 1


def test_nothing_but_letters_and_figures(report: Report) -> None:
    content = text(report).decode()
    assert "\x1b" not in content
    assert "\u202e" not in content
    assert not set("─█▁▲▼") & set(content)


def test_it_says_the_point_the_numbers_the_findings_and_what_to_type(report: Report) -> None:
    content = text(report).decode()
    for said in ("32,644", "84%", "5,878", "57.1%", "+84%", "-0.4%", "29.7%", "Too few: 7 of 30 purchases."):
        assert said in content
    assert "\n  crmkit churn --detail -o save.xlsx\n" in content
    assert content.rstrip().splitlines()[-1] == "  crmkit report -o report.html"


def test_commands_name_the_data_that_were_asked(report: Report) -> None:
    lines = text(replace(report, at="orders.csv")).decode().splitlines()
    assert "  crmkit churn --detail -o save.xlsx orders.csv" in lines
    assert lines[-1] == "  crmkit report -o report.html orders.csv"


def test_what_is_sent_to_others_names_no_folder(report: Report) -> None:
    asked = replace(report, at="shop/orders.csv --as-of 2024-05-31", at_named="orders.csv --as-of 2024-05-31")
    assert "crmkit churn --detail -o save.xlsx shop/orders.csv --as-of 2024-05-31" in markdown(asked).decode()
    cells = [
        cell for sheet in openpyxl.load_workbook(io.BytesIO(workbook(asked))) for row in sheet.values for cell in row
    ]
    said = "crmkit churn --detail -o save.xlsx orders.csv --as-of 2024-05-31"
    assert said in page(asked) and said in cells
    assert "shop/" not in page(asked)


def test_many_notes_are_counted(report: Report) -> None:
    found = report.found * 9
    content = text(replace(report, found=found, left_out=())).decode()
    assert ("5 more notes" if report.language == "en" else "还有 5 条") in content


def test_a_list_of_nobody_says_so(report: Report) -> None:
    panel = save_list()
    empty = replace(panel.listings[0], result=replace(panel.listings[0].result, records=[]))
    week = replace(report.blocks[0], panels=(replace(panel, listings=(empty,)),))
    bare = replace(report, blocks=(week,))
    said = say("text", "nobody_listed", report.language)
    for form in (text, mail, markdown):
        assert said in form(bare).decode()
    first = openpyxl.load_workbook(io.BytesIO(workbook(bare))).worksheets[0]
    assert said in [cell for row in first.values for cell in row]


def test_names_are_masked_unless_revealed(report: Report) -> None:
    assert NICKS[4] not in text(report).decode()
    assert NICKS[4] in text(example(report.language, reveal=True)).decode()


def test_a_report_of_nothing_is_still_a_mail(report: Report) -> None:
    bare = replace(report, lead=(), latest=(), tiles=(), blocks=(), definitions=(), files=None, found=(), left_out=())
    lines = text(bare).decode().splitlines()
    assert lines[-1] == "  crmkit report -o report.html"


def test_the_same_report_gives_the_same_bytes(report: Report) -> None:
    assert text(report) == text(example(report.language))
