"""Segment maps: total, disjoint, in both languages; a faulty file is named, never half used."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from tests.analyses.shops import shop

from crmkit.analyses.segment.segment import segment
from crmkit.customers.scores.maps import SHIPPED, load_map
from crmkit.errors import UsageError

HALVES = """
scale = "scores"
[[segments]]
code = "near"
en = "Near"
zh = "近"
advice_en = "Stay"
cells = [{ r = "3-5" }]
[[segments]]
code = "far"
en = "Far"
cells = [{ r = "1", f = "1-5" }, { r = "2" }]
"""


@pytest.mark.parametrize("name", SHIPPED)
def test_every_cell_has_exactly_one_segment(name: str) -> None:
    shipped = load_map(name)
    levels = range(1, 6) if shipped.scale == "scores" else range(2)
    cells = [cell for part in shipped.segments for cell in part.cells]
    assert sorted(cells) == list(product(levels, repeat=3))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_segment_speaks_both_languages(name: str) -> None:
    for part in load_map(name).segments:
        texts = [*part.labels.values(), *part.advices.values()]
        assert len(texts) == 4 and all(texts)
        assert part.labels["en"].isascii() and not part.labels["zh"].isascii()
        assert part.advices["en"].isascii() and not part.advices["zh"].isascii()
        assert "".join(texts).encode("gbk")


def test_the_eight_names_go_with_their_bits() -> None:
    named = {part.bits: part.labels["zh"] for part in load_map("cn8").segments}
    assert named == {
        "111": "重要价值客户",
        "101": "重要发展客户",
        "011": "重要保持客户",
        "001": "重要挽留客户",
        "110": "一般价值客户",
        "100": "一般发展客户",
        "010": "一般保持客户",
        "000": "一般挽留客户",
    }


def test_a_map_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "两半 [1].toml"
    file.write_text(HALVES, encoding="utf-8")
    lines = [f"c{number} 2024-06-0{number} 1.00" for number in range(1, 6)]
    result = segment(shop(*lines), segments=str(file), language="zh")
    rows = [dict(zip(result.columns, record, strict=True)) for record in result.records]
    assert [(row["segment"], row["customers"], row["advice"]) for row in rows] == [("近", 3, "Stay"), ("Far", 2, "")]


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ('r = "3-5"', 'r = "4-5"', "segments_gap", "R=3 F=1 M=1"),
        ('r = "3-5"', 'r = "2-5"', "segments_overlap", "R=2 F=1 M=1 belongs to both near and far"),
        ('r = "3-5"', 'r = "3-6"', "segments_value", "1-5"),
        ('r = "3-5"', 'r = "5-3"', "segments_value", "5-3"),
        ('r = "3-5"', 'q = "3-5"', "segments_key", "'q'"),
        ("advice_en", "advise_en", "segments_key", "did you mean 'advice_en'"),
        ('code = "far"', 'code = "near"', "segments_twice", "near"),
        ('code = "far"', 'code = "Far away"', "segments_value", "Far away"),
        ('code = "far"', "", "segments_value", "code"),
        ('en = "Far"', "en = 1", "segments_value", "en"),
        ('cells = [{ r = "3-5" }]', "", "segments_missing", "cells"),
        ('cells = [{ r = "3-5" }]', 'cells = ["3-5"]', "segments_value", "3-5"),
        ('scale = "scores"', 'scale = "tens"', "segments_value", "scores, bits"),
        ('scale = "scores"', 'segments = 1\nscale = "', "segments_unreadable", "map"),
        (HALVES, 'scale = "scores"', "segments_missing", "segments"),
    ],
)
def test_a_faulty_map_is_refused_with_place_and_remedy(
    tmp_path: Path, old: str, new: str, code: str, said: str
) -> None:
    file = tmp_path / "map.toml"
    file.write_text(HALVES.replace(old, new), encoding="utf-8")
    with pytest.raises(UsageError) as error:
        load_map(str(file))
    assert error.value.code == code
    assert error.value.where == str(file)
    assert said in str(error.value)
    assert error.value.message("zh") and error.value.advice("zh")


def test_no_such_map(tmp_path: Path) -> None:
    for choice in ("gird", str(tmp_path), str(tmp_path / "none.toml")):
        with pytest.raises(UsageError) as error:
            load_map(choice)
        assert error.value.code == "segments_unknown"


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    file = tmp_path / "map.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UsageError) as error:
        load_map(str(file))
    assert error.value.code == "segments_unreadable"
