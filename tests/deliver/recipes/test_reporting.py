"""A recipe writes the report and the mail that the command line would write."""

from __future__ import annotations

from tests.deliver.recipes.conftest import HEAD, HEADER, Desk

REPORT = '\n[[report]]\noutput = ["out/report-{month}.html", "out/report.md"]\nperiod = "month"\n'
DIGEST = '\n[[digest]]\noutput = "out/mail.txt"\nperiod = "month"\n'


def test_the_files_are_those_of_the_command_line_and_names_are_masked(desk: Desk):
    run = desk.run('lang = "zh"\n' + HEAD + REPORT + DIGEST, "-q")
    assert (run.code, run.err) == (0, "")
    written = desk.written()
    assert list(written) == ["mail.txt", "report-2024-06.html", "report.md"]
    store = desk.folder / "shop.duckdb"
    by_hand = desk.crmkit("report", "--store", store, "--period", "month", "--lang", "zh", "--format", "md")
    literal = f"'{store}'".replace("_", "\\_").replace("[", "\\[").replace("]", "\\]")
    seen_from_the_recipe = by_hand.out.decode("utf-8").replace(f"'{store}'", "shop.duckdb").strip()
    seen_from_the_recipe = seen_from_the_recipe.replace(literal, "shop.duckdb")
    assert seen_from_the_recipe == written["report.md"].decode("utf-8").strip()
    assert b".xlsx --store shop.duckdb --lang zh" in written["report-2024-06.html"]
    mail = written["mail.txt"].decode("utf-8")
    assert mail.splitlines()[-1].strip() == f"crmkit report -o report.html --store '{store}' --lang zh --period month"
    assert written["report-2024-06.html"].startswith(b"<!DOCTYPE html>")
    for content in written.values():
        assert "买家001号" not in content.decode("utf-8")


def test_commands_for_the_usual_store_name_none(desk: Desk):
    text = 'lang = "zh"\n' + HEAD.partition("\n\n")[2] + '\n[[report]]\noutput = "out/report.md"\nsite = "out/pages"\n'
    run = desk.run(text, "-q", CRMKIT_STORE="usual.duckdb")
    assert (run.code, run.err) == (0, "")
    for file in ("out/report.md", "out/pages/index.html", "out/pages/customers.html"):
        content = (desk.folder / file).read_text(encoding="utf-8")
        assert " --lang zh" in content and "--store" not in content
    outside = desk.run(text, "-q", "--store", str(desk.folder.parent / "other.duckdb"))
    assert (outside.code, outside.err) == (0, "")
    for file in ("out/report.md", "out/pages/index.html", "out/pages/customers.html"):
        assert " --store ../other.duckdb --lang zh" in (desk.folder / file).read_text(encoding="utf-8")


def test_what_cannot_be_written_is_refused_before_the_first_step(desk: Desk):
    for step, word in (
        ('\n[[report]]\noutput = "out/report.csv"\n', ".csv"),
        ('\n[[report]]\noutput = "out/report-{day}.html"\n', "{day}"),
        ("\n[[digest]]\n", "output"),
        ("\n[[report]]\n", "output"),
        ('\n[[report]]\nsite = "out/{day}"\n', "{day}"),
        ('\n[[digest]]\noutput = "mail.txt"\nsite = "out"\n', "site"),
        ('\n[[report]]\nsite = "out"\n\n[[report]]\noutput = "out/index.html"\n', "index.html"),
        ('\n[[report]]\noutput = "out/a.html"\nperiod = "year"\n', "month, week"),
    ):
        run = desk.run(HEAD + step)
        assert (run.code, word in run.err) == (2, True), run.err
        assert not (desk.folder / "shop.duckdb").exists()


def test_too_little_data_fails_the_step_alone(desk: Desk):
    (desk.folder / "exports" / "orders.csv").write_text(
        HEADER + "\n4000000000001,甲,0.00,交易关闭,2024-01-01 12:00:00\n",
        encoding="utf-8",
    )
    run = desk.run(HEAD + REPORT, "-q")
    assert (run.code, desk.written()) == (4, {})
    assert desk.ends() == {"load": 0, "report": 4}


def test_a_site_is_a_folder_of_pages_beside_the_files(desk: Desk):
    step = '\n[[report]]\noutput = "out/report.md"\nsite = "out/{month}"\nperiod = "month"\n'
    for _ in range(2):
        run = desk.run('lang = "en"\n' + HEAD + step, "-q")
        assert (run.code, run.err) == (0, "")
        site = desk.folder / "out" / "2024-06"
        assert sorted(path.name for path in site.iterdir()) == ["customers.html", "index.html"]
        assert (desk.folder / "out" / "report.md").exists()
    (site / "index.html").write_text("mine", encoding="utf-8")
    run = desk.run('lang = "en"\n' + HEAD + step, "-q")
    assert (run.code, "no page of an earlier crmkit site" in run.err) == (7, True)
    assert (site / "index.html").read_text(encoding="utf-8") == "mine"
