"""Pictures as files: well formed, of the size that was asked for, the same every time, without a network."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from tests.deliver.chart.conftest import EXAMPLES
from tests.program import environment, run_here

import crmkit
from crmkit.deliver.chart.drawing import Drawing, drawing
from crmkit.plot import Bars, Plot
from crmkit.render.chart import picture
from crmkit.render.chart.spec import spec
from crmkit.result import Result

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ("</script><script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "a\u202eb", "x\x00\n<b>y",
           "datum.value", "[/]", "&amp;", "=cmd|'/c calc'!A1")  # fmt: skip


def parsed(svg: str) -> ElementTree.Element:
    """Our own picture, as strictly as XML is."""
    return ElementTree.fromstring(svg)  # noqa: S314


def texts(svg: str) -> list[str]:
    return [each.text or "" for each in parsed(svg).iter(f"{SVG}text")]


def pixels(content: bytes) -> bytes:
    """The rows of a PNG, unpacked."""
    rows, place = b"", 8
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind = content[place + 4 : place + 8]
        assert (
            zlib.crc32(content[place + 4 : place + 8 + length])
            == struct.unpack(">I", content[place + 8 + length : place + 12 + length])[0]
        )
        rows += content[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    return zlib.decompress(rows)


def test_an_svg_parses_its_texts_are_texts_and_it_asks_for_nothing(answers):
    for name, result in answers.items():
        drawn = picture.svg(drawing(result, "en").spec)
        root = parsed(drawn)
        assert root.tag == f"{SVG}svg", name
        found = {each.tag.removeprefix(SVG) for each in root.iter()}
        assert not found & {"script", "image", "a", "foreignObject", "style"}, name
        rest = drawn.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
        assert "http" not in rest and "@import" not in rest and "NaN" not in rest, name
        assert any(text.startswith("Counted: ") for text in texts(drawn)) or name == "profile", name


def test_a_png_is_twice_as_large_or_as_wide_as_asked_and_not_blank(answers):
    made = drawing(answers["tiers"], "en").spec
    width, height = picture._size(picture.svg(made))
    content = picture.png(made)
    assert picture.png_size(content) == (2 * width, 2 * height)
    assert content == picture.png(made)
    assert len(set(pixels(content))) > 20
    assert picture.png_size(picture.png(made, 640))[0] == 640
    root = parsed(picture.svg(made, 640))
    assert (root.get("width"), root.get("viewBox")) == ("640", f"0 0 {width:.0f} {height:.0f}")


def test_packing_keeps_every_pixel(answers):
    made = drawing(answers["waiting"], "en").spec
    drawn = bytes(picture.vl_convert().svg_to_png(picture.svg(made), scale=1))
    packed = picture.packed(drawn)
    assert pixels(packed) == pixels(drawn) and len(packed) < len(drawn) / 2


def test_names_from_files_do_nothing():
    plots = (Plot("product", (Bars(("customers",)),), lying=True),)
    result = Result("tags", ("product", "customers"), [(text, 3) for text in HOSTILE], plots=plots)
    made = spec(result, "en")
    drawn = picture.svg(made)
    root = parsed(drawn)
    assert {each.tag.removeprefix(SVG) for each in root.iter()} <= {"svg", "g", "path", "text", "rect", "line", "title"}
    assert not [name for each in root.iter() for name in each.attrib if name.startswith("on") or name == "href"]
    said = texts(drawn)
    assert "{{7*7}}" in said and "datum.value" in said and "[/]" in said and "49" not in said
    assert "a\\u202eb" in said and "x\\x00\\n＜b>y" in said
    as_notebook = json.dumps(made, ensure_ascii=False).lower()
    assert "</script" not in as_notebook and "<script" not in as_notebook and "<img" not in as_notebook


def test_two_goods_of_one_title_are_two_bars():
    plots = (Plot("product", (Bars(("customers",)),), lying=True),)
    made = spec(Result("tags", ("product", "customers"), [("杯", 1), ("杯", 2)], plots=plots), "zh")
    bars = made["vconcat"][0]["layer"][0]["data"]["values"]
    assert [(each["k"], each["v"]) for each in bars] == [("杯", 1), ("杯 (2)", 2)]


def test_personal_values_are_masked_before_they_are_drawn(answers):
    plots = (Plot("customer", (Bars(("net_spend",)),), lying=True),)
    people = answers["value"].parts["top_customers"]
    names = [record[0] for record in people.records]
    table = Result("top_customers", ("customer", "customers"), [(name, 1) for name in names])
    result = replace(table, plots=(replace(plots[0], marks=(Bars(("customers",)),)),))
    text = json.dumps(drawing(result, "zh").spec, ensure_ascii=False)
    assert "***" in text and not [name for name in names if name in text]


def test_characters_that_no_font_has_are_all_the_same_box():
    """What the look for a Chinese font rests on."""
    assert picture._letter("\u0378") == picture._letter("\u0379") != picture._letter("A")


def test_without_a_chinese_font_a_png_comes_with_a_warning(monkeypatch, tmp_path):
    monkeypatch.setattr(picture, "has_chinese", lambda: False)
    home = environment(HOME=str(tmp_path))
    for name, lang, warned in (("w.png", "zh", True), ("w.png", "en", False), ("w.svg", "zh", False)):
        arguments = ["chart", "waiting", EXAMPLES / "orders.csv", "-o", name, "--lang", lang]
        run = run_here(arguments, tmp_path, home)
        assert run.code == 0, run.err
        assert ("fonts-noto-cjk" in run.err) == warned, (name, lang, run.err)
    assert run_here([*arguments[:-3], "w.png", "--lang", "zh", "-q"], tmp_path, home).err == ""


def test_without_the_extra_it_says_what_to_install(monkeypatch, answers, tmp_path):
    for module in ("vl_convert", "altair"):
        with monkeypatch.context() as hidden:
            hidden.setitem(sys.modules, module, None)
            for loaded in [name for name in sys.modules if name.startswith("crmkit.deliver.chart")]:
                hidden.delitem(sys.modules, loaded)
            with pytest.raises(crmkit.CrmError) as caught:
                answers["tiers"].chart()
            assert caught.value.code == "chart_missing" and "crmkit[chart]" in caught.value.advice("zh")


def test_a_notebook_shows_the_same_picture_and_the_chart_can_be_changed(answers):
    chart = answers["tiers"].chart()
    shown = chart._repr_mimebundle_()
    assert list(shown) == ["image/svg+xml"] and shown["image/svg+xml"].startswith("<svg")
    assert shown == answers["tiers"].chart()._repr_mimebundle_()
    assert "A title of my own" in chart.properties(title="A title of my own")._repr_mimebundle_()["image/svg+xml"]


OFFLINE = """
import socket, sys
def refused(*_, **__):
    raise AssertionError("a socket")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refused
from crmkit.cli.main import main
assert main(["chart", "tiers", sys.argv[1], "-o", "t.png"]) == 0
assert main(["chart", "tiers", sys.argv[1], "-o", "t.svg"]) == 0
"""


def test_it_works_where_there_is_no_network(tmp_path: Path):
    """In a process whose names cannot be looked up, and under strace, where there is one, that saw no internet."""
    trace = ["strace", "-f", "-qq", "-e", "trace=socket,connect", "-o", "trace"] if _has_strace() else []
    command = [*trace, sys.executable, "-c", OFFLINE, str(EXAMPLES / "orders.csv")]
    subprocess.run(command, cwd=tmp_path, env=environment(HOME=str(tmp_path)), check=True)
    assert (tmp_path / "t.png").stat().st_size > 10_000 and (tmp_path / "t.svg").stat().st_size > 5_000
    if trace:
        assert "AF_INET" not in (tmp_path / "trace").read_text()


def _has_strace() -> bool:
    try:
        return subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], check=False).returncode == 0
    except OSError:
        return False


def test_options_of_the_analysis_and_those_it_does_not_have(tmp_path):
    home = environment(HOME=str(tmp_path))
    orders = EXAMPLES / "orders.csv"
    run = run_here(["chart", "cohort", orders, "--metric", "net-sales", "-f", "svg"], tmp_path, home)
    assert run.code == 0 and "Net sales by" in " ".join(texts(run.text))
    for wrong, code in (
        (["chart", "tiers", orders, "--months", "3", "-o", "a.svg"], 2),
        (["chart", "tiers", orders], 2),
        (["chart", "tiers", orders, "-o", "a.pdf"], 2),
        (["chart", "trend", orders, "--by", "year", "-o", "a.svg"], 2),
        (["chart", "files", orders, "-o", "a.svg"], 2),
        (["chart", "tiers", orders, "-o", str(orders), "-f", "svg"], 7),
    ):
        assert run_here(wrong, tmp_path, home).code == code, wrong
    assert not list(tmp_path.glob("a.*"))


def test_a_drawing_knows_whether_it_needs_a_chinese_font(monkeypatch):
    monkeypatch.setattr(picture, "has_chinese", lambda: False)
    assert Drawing({"title": "客户"}).lacks_font and not Drawing({"title": "customers", "config": "客户"}).lacks_font
