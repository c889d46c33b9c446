"""A specification as SVG or PNG, drawn by vl-convert: without a browser, and with no door to any network."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Mapping
from functools import cache
from html import escape
from types import ModuleType
from typing import Any

from crmkit.errors import UsageError
from crmkit.render.chart.look import font
from crmkit.render.chart.spec import has_han

VERSION = "6.4"
"""Of Vega-Lite; a newer one beside it changes no picture."""
SCALE = 2.0
_HEAD = re.compile(r'<svg [^>]*?width="([0-9.]+)" height="([0-9.]+)"')
_FONTS = re.compile(r' font-family="[^"]*"')
_LETTER = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text x="4" y="30" font-size="28" font-family="{font}">{letter}</text></svg>'  # noqa: E501


def vl_convert() -> ModuleType:
    """What draws; ``UsageError`` says how to install it."""
    try:
        import vl_convert
    except ImportError:
        raise UsageError("chart_missing") from None
    return vl_convert


def svg(spec: Mapping[str, Any], width: int | None = None) -> str:
    """The picture as SVG, its texts as texts; ``width`` units wide, if one is given."""
    drawn = str(vl_convert().vegalite_to_svg(dict(spec), vl_version=VERSION, allowed_base_urls=[]))
    drawn = _titled(_lighter(drawn), str(spec.get("description", "")))
    if width is None:
        return drawn
    own, height = _size(drawn)
    return _HEAD.sub(
        lambda head: head[0].replace(f'width="{head[1]}" height="{head[2]}"',
                                     f'width="{width}" height="{height * width / own:.0f}"'),
        drawn, count=1,
    )  # fmt: skip


def _lighter(drawn: str) -> str:
    """The fonts said once for all texts, where it is one stack for all of them."""
    if len(stacks := set(_FONTS.findall(drawn))) != 1:
        return drawn
    return _FONTS.sub("", drawn).replace("<svg ", f"<svg{stacks.pop()} ", 1)


def _titled(drawn: str, description: str) -> str:
    """The picture with what it says, for those who hear it."""
    _, begins, rest = drawn.partition("<svg ")
    head, end, rest = rest.partition(">")
    return f'{begins}role="img" {head}{end}<title>{escape(description)}</title>{rest}'


def png(spec: Mapping[str, Any], width: int | None = None) -> bytes:
    """The picture as PNG, twice as large as the SVG or ``width`` pixels wide."""
    drawn = svg(spec)
    scale = SCALE if width is None else width / _size(drawn)[0]
    return packed(bytes(vl_convert().svg_to_png(drawn, scale=scale)))


def packed(content: bytes) -> bytes:
    """A PNG with the same pixels in a quarter of the bytes: who drew it was in a hurry."""
    head, rows, tail, place = content[:8], b"", b"", 8
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        kind, chunk = content[place + 4 : place + 8], content[place : place + 12 + length]
        if kind == b"IDAT":
            rows += chunk[8:-4]
        elif rows:
            tail += chunk
        else:
            head += chunk
        place += len(chunk)
    pixels = b"IDAT" + zlib.compress(zlib.decompress(rows), 9)
    return b"".join((head, struct.pack(">I", len(pixels) - 4), pixels, struct.pack(">I", zlib.crc32(pixels)), tail))


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, as its head says."""
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _size(drawn: str) -> tuple[float, float]:
    head = _HEAD.search(drawn)
    assert head is not None  # noqa: S101  every picture says how large it is
    return float(head[1]), float(head[2])


def lacks_font(spec: Mapping[str, Any]) -> bool:
    """Whether a PNG would show boxes where the picture has Chinese, which the one that draws does without a word."""
    return has_han({name: part for name, part in spec.items() if name != "config"}) and not has_chinese()


@cache
def has_chinese() -> bool:
    """Whether any font here has Chinese: two characters that none has are drawn as the same box."""
    return _letter("中") != _letter("文")


def _letter(letter: str) -> bytes:
    stack = font(is_chinese=True).replace('"', "'")
    return bytes(vl_convert().svg_to_png(_LETTER.format(font=stack, letter=letter)))
