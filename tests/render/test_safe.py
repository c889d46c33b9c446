"""What a buyer may type reaches neither the terminal's controls nor a spreadsheet's formulas."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmkit.render.safe import escaped, guard_formula, show

NASTY = "\x00\x07\x08\t\n\r\x1b\x7f\x85\x9b\xad\u061c\u180e\u200b\u200d\u200e\u2028\u2029\u202e\u2066\ufeff\ufe0f\ue000"
texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from(NASTY + "👩🏽❤🔥客a 1⃣\ud800\U000e0041\U000e0100")))


@pytest.mark.parametrize("code", [0x2065, 0xFDD0, 0xFDEF, 0xFFF0, 0xFFF8, 0xFFFE, 0xFFFF, 0x1FFFE, 0xE0000, 0xE0FFF])
def test_what_the_standard_reserves_as_invisible_is_written_out(code: int) -> None:
    assert show(chr(code)) == escaped(chr(code))


@pytest.mark.parametrize("code", [0xFDF0, 0xFFEF, 0x1FFFD, 0xDFFFD, 0xE1000])
def test_what_is_not_assigned_yet_and_stands_beside_it_is_left(code: int) -> None:
    """Newer emoji are not assigned either, as far as this program knows."""
    assert show(chr(code)) == chr(code)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("小[/]明 12:100:34 张\\", "小[/]明 12:100:34 张\\"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]8;;http://x\x07a\x9bm", "\\x1b]8;;http://x\\x07a\\x9bm"),
        ("a\r\n\tb", "a\\r\\n\\tb"),
        ("abc\u202egnp.exe", "abc\\u202egnp.exe"),
        ("a\u200bb\u2028c\ufeff", "a\\u200bb\\u2028c\\ufeff"),
        (
            "👨\u200d👩\u200d👧 👩🏽\u200d🔬 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 🇨🇳",
            "👨\u200d👩\u200d👧 👩🏽\u200d🔬 ❤\ufe0f\u200d🔥 1\ufe0f\u20e3 🇨🇳",
        ),
        ("葛\U000e0100飾", "葛\U000e0100飾"),
        ("a\u200db", "a\\u200db"),
        ("👩\u200d", "👩\\u200d"),
        ("a\ufe0f", "a\\ufe0f"),
        ("❤\ufe0f\ufe0f", "❤\ufe0f\\ufe0f"),
        ("\ud800\ue000\U000e0041", "\\ud800\\ue000\\U000e0041"),
        ("\u3164\u115f", "\\u3164\\u115f"),
        ("全角　空格\u00a0", "全角　空格\u00a0"),
    ],
)
def test_show(text: str, shown: str) -> None:
    assert show(text) == shown


@given(texts)
def test_nothing_hidden_is_left(text: str) -> None:
    shown = show(text)
    joiners = {"\u200d"}  # between emoji only, see the table above
    assert not [
        c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} and c not in joiners
    ]
    assert show(shown) == shown


@given(texts)
def test_only_hidden_characters_are_changed(text: str) -> None:
    """Reading the escapes back, wherever the text had such a character, gives the text."""
    named = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
    shown = show(text)
    position = 0
    for character in text:
        python_escape = named.get(character) or character.encode("unicode_escape", "surrogatepass").decode()
        if shown.startswith(character, position):
            position += len(character)
        else:
            assert shown.startswith(python_escape, position)
            position += len(python_escape)
    assert position == len(shown)


@given(
    st.text(
        alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters="\u115f\u1160\u3164\uffa0")
    )
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert show(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1+1",
        "-1+1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "\t=1",
        "\r=1",
        "\n=1",
        "\x00=1",
        "＝1",
        "＋1",
        "－1",
        "＠a",
        "  =1",
        "\u3000=1",
        "\u200b=1",
        "\ufeff=1",
        "\u00a0@a",
        "-",
        "-1.234",
        "--1",
        "+5",
        "-1e5",
        "'=1",
        "''=1",
    ],
)
def test_formulas_are_guarded(text: str) -> None:
    assert guard_formula(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["", "-5", "-5.1", "-5.12", "2024063012345678900", "小[/]明", "a=1", "'tis", "1+1", " a"]
)
def test_plain_text_and_numbers_are_not(text: str) -> None:
    assert guard_formula(text) == text


@given(st.text(alphabet=st.sampled_from("'=+-@＝ \t\r\n\x00\u200ba1."), max_size=6), st.text(max_size=3))
def test_guard_can_be_undone(start: str, end: str) -> None:
    """Two different texts never come out equal, and no guarded text begins with what starts a formula."""
    text = start + end
    guarded = guard_formula(text)
    undone = guarded[1:] if guarded.startswith("'") and guard_formula(guarded) != guarded else guarded
    assert undone == text
    assert guarded.lstrip(" \t\r\n\x00\u200b")[:1] not in set("=+@＝") or guarded.startswith("'")


@given(st.lists(st.text(), min_size=1))
def test_guarded_cells_survive_csv(cells: list[str]) -> None:
    line = ",".join('"' + guard_formula(cell).replace('"', '""') + '"' for cell in cells)
    assert next(csv.reader(io.StringIO(line, newline=""))) == [guard_formula(cell) for cell in cells]
