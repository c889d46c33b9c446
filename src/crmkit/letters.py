"""Characters as people see them, in which masking counts: with accents, skin tones, or two letters of a flag."""

from __future__ import annotations

import re

_JOINED = "[\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\U000e0100-\U000e01ef]*"
SEEN = f"[\U0001f1e6-\U0001f1ff]{{2}}|.{_JOINED}(?:\u200d.{_JOINED})*"
"""For every engine of regular expressions that lets a point be any character."""
_SEEN = re.compile(SEEN, re.DOTALL)


def letters(text: str) -> list[str]:
    """The characters of ``text`` as people see them."""
    return _SEEN.findall(text)
