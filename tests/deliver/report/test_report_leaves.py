"""A report leaves masked, whole, in the form of its suffix, and the same for the same data."""

from __future__ import annotations

import csv
import io
import shlex
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.example_shop import EXPORTS
from tests.program import Run, environment, run_here

import crmkit
from crmkit.deliver.report.forms import FORMS
from crmkit.errors import Refused, UsageError
from crmkit.render.report.document import Report
from crmkit.store.store import Store

OFFLINE = [form for form in FORMS.values() if not form.is_printed]


@pytest.fixture(scope="module")
def nicks() -> set[str]:
    """Every buyer name of the exports."""
    lines = EXPORTS[0].read_bytes().decode("gb18030")
    return {row["买家会员名"].strip() for row in csv.DictReader(io.StringIO(lines))} - {""}


def content(data: bytes) -> str:
    """A form as text; of a workbook the texts of all its parts."""
    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "".join(book.read(name).decode("utf-8", "ignore") for name in book.namelist())


@pytest.mark.parametrize("form", OFFLINE, ids=lambda form: form.name)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_buyer_is_named_and_bytes_are_the_same(reports, nicks: set[str], form, language):
    data = form.made(reports[language])
    assert data == form.made(reports[language])
    said = content(data)
    assert len(nicks) > 1000
    assert not [nick for nick in nicks if nick in said]
    assert str(EXPORTS[0].parent) not in said


def test_names_are_there_when_they_are_asked_for(shop: Store, nicks: set[str]):
    report = crmkit.report(shop, reveal=True)
    assert report.revealed
    assert sum(nick in content(FORMS["md"].made(report)) for nick in nicks) >= 6


def test_saved_by_suffix(report: Report, tmp_path: Path):
    for form in OFFLINE:
        path = tmp_path / f"report{form.suffixes[0]}"
        path.write_text("an older one")
        crmkit.save_report(report, path)
        assert path.read_bytes() == form.made(report)
    assert {path.suffix for path in tmp_path.iterdir()} == {form.suffixes[0] for form in OFFLINE}
    with pytest.raises(UsageError) as error:
        crmkit.save_report(report, tmp_path / "report.docx")
    assert error.value.code == "unknown_suffix"
    (tmp_path / "link.html").symlink_to(tmp_path / "report.html")
    with pytest.raises(Refused):
        crmkit.save_report(report, tmp_path / "link.html")


@pytest.fixture
def program(tmp_path: Path, kept: Path) -> Iterator[object]:
    home = environment(HOME=str(tmp_path))

    def run(*arguments: str) -> Run:
        return run_here(["report", *arguments, "--store", kept], tmp_path, home)

    yield run


def test_the_command(program, tmp_path: Path, kept: Path, reports):
    """What the library makes, with the store and the language in the commands that it names."""
    at = shlex.join(["--store", str(kept), "--lang"])
    made = {language: FORMS["md"].made(replace(each, at=f"{at} {language}")) for language, each in reports.items()}
    done = program("-o", "r.md", "--lang", "zh")
    assert (done.code, done.out, done.err) == (0, b"", "")
    assert (tmp_path / "r.md").read_bytes() == made["zh"]
    assert program("--format", "md", "--lang", "en").out == made["en"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), "report needs a file to write to; for example: crmkit report --store"),
        (("-o", "r.docx"), "unknown file suffix '.docx'"),
        (("-o", "r"), "the file name has no suffix"),
        (("-o", "r.md", "--format", "html"), "'.md' is for md files, but --format says html"),
        (("-o", "no/r.md"), "no such folder"),
        (("-o", "r.md", "--period", "year"), "--period"),
        (("-o", "r.md", "--as-of", "soon"), "is not a date"),
    ],
)
def test_what_cannot_be_done_is_refused_before_the_work(program, arguments, code):
    done = program(*arguments)
    assert done.code in (2, 6)
    assert code in done.err
