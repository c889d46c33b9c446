"""Titles of products on a screen, without what says nothing there: the shop's own name before each of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from crmkit.render.cells import NOTHING

TITLES = ("product", "products_kept", "title", "top_product", "next_product")
"""Columns of titles of products, of one or of several behind each other."""
_MOST = 0.6
_LEAST_OPENING = 3
_FEW_TITLES = 4
_LEAST_LEFT = 2
_JOINTS = " -|/:·：｜】"


def without_opening(titles: Sequence[str]) -> list[str]:
    """Titles of products without the opening that more than ``_MOST`` of them share, as a rule the name of the shop.

    Of several such openings it is the longest that few titles leave: 青禾小铺, not 青禾 and not 青禾小铺陶瓷.
    """
    known = {text for text in titles if text != NOTHING}
    shared = Counter(text[:size] for text in known for size in range(_LEAST_OPENING, len(text)))
    often = {start: count for start, count in shared.items() if count > len(known) * _MOST and count > 1}
    if len(known) < _FEW_TITLES or not often:
        return list(titles)
    opening = max(often, key=lambda start: (often[start] ** 2 * len(start), start))
    if opening[-1].isascii() and opening[-1].isalnum():  # not in the middle of a word
        opening = opening[: opening.rfind(" ") + 1]
    left = [text[len(opening) :].lstrip(_JOINTS) if text.startswith(opening) else text for text in titles]
    return left if all(map(_is_title, left)) else list(titles)


def _is_title(text: str) -> bool:
    """Whether ``text`` names a product; a size or a number that is left says that the opening was the product."""
    return text == NOTHING or (len(text) >= _LEAST_LEFT and not text[0].isdigit())


def without_shop(texts: Sequence[str], between: str) -> list[str]:
    """Cells of a title each, or of several with ``between`` or an export's comma between them, without the opening."""
    pieces = [re.split(f"({re.escape(between)}|，)", text) for text in texts]
    bare = iter(without_opening([title for titles in pieces for title in titles[::2]]))
    return ["".join(next(bare) if place % 2 == 0 else piece for place, piece in enumerate(titles)) for titles in pieces]
