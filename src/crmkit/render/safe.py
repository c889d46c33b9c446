"""Text from files made harmless: for terminals (``show``) and for spreadsheets that open CSV (``guard_formula``).

Everything a buyer or a platform could have written goes through ``show`` before a person reads it: cells,
file names, error texts. Both functions take linear time and never fail.
"""

from __future__ import annotations

import re
import unicodedata

from crmkit.byte_names import readable

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
# Fillers and joiners that the categories above miss although nothing is drawn for them.
_FILLERS = frozenset("\u034f\u115f\u1160\u3164\uffa0")
_JOINER = "\u200d"
_KEYCAP = "\u20e3"
# Variation selectors choose an emoji's or a Han character's form; alone they are invisible.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")

NUMBER = "-?[0-9]+(\\.[0-9]{1,2})?"
# What a spreadsheet may skip before it sees a formula, and the apostrophe of our own guard: a text that already
# begins with one before a formula gets another, so that a reader that takes one away has the text back.
_BLANKS = " \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SKIPPED = f"'{_BLANKS}\\x01-\\x1f\x7f-\x9f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
FORMULA = f"\\A[{_SKIPPED}]*[-=+@＝＋－＠﹦﹢﹣﹫\\t\\r\\n\\x00]"
"""How a text begins that may be a formula, for every engine of regular expressions, unless it is a ``NUMBER``."""
_NUMBER, _FORMULA = re.compile(NUMBER), re.compile(FORMULA)


def show(text: str) -> str:
    r"""``text`` with every control, invisible and direction-changing character written out as an escape.

    Bytes of a file name that is not in the encoding of this system become the characters that they mean, where known.
    A line feed becomes ``\n``, ESC ``\x1b``, a bidi override ``\u202e``. Joiners and variation selectors stay where
    they build an emoji (and selectors after a Han character); all other text comes back as it is.
    """
    if text.isprintable() and text.isascii():
        return text
    text = readable(text)
    if text.isprintable() and not _SELECTORS.search(text) and _FILLERS.isdisjoint(text):
        return text
    characters = []
    previous = ""
    for position, character in enumerate(text):
        following = text[position + 1 : position + 2]
        second_selector = _SELECTORS.match(character) and _SELECTORS.match(text[position - 1])  # the first is hidden
        if second_selector or _is_hidden(character, previous, following):
            characters.append(escaped(character))
            previous = ""
        else:
            characters.append(character)
            previous = _base(previous, character)
    return "".join(characters)


def escaped(character: str) -> str:
    r"""The escape that stands for ``character``: ``\n``, ``\x1b``, ``\u202e``, ``\U000e0001``."""
    code = ord(character)
    if character in _NAMED:
        return _NAMED[character]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def guard_formula(text: str) -> str:
    """``text`` with an apostrophe before it when a spreadsheet could take it for a formula (OWASP, CSV injection).

    Plain numbers of at most two decimals pass. The apostrophe is what spreadsheets themselves put before such text.
    """
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def _is_hidden(character: str, previous: str, following: str) -> bool:
    """Whether ``character`` would not be seen (or would change what is seen) at this place."""
    if character == _JOINER:
        return not (_is_pictograph(previous) and _is_pictograph(following))
    if _SELECTORS.match(character):
        return not _takes_selector(previous, following)
    category = unicodedata.category(character)
    if category == "Cn":  # unassigned: a newer emoji, unless the standard reserves it as invisible
        code = ord(character)
        reserved = code == 0x2065 or 0xFFF0 <= code <= 0xFFF8 or 0xE0000 <= code <= 0xE0FFF
        return reserved or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE
    return category in _HIDDEN_CATEGORIES or character in _FILLERS


def _base(previous: str, character: str) -> str:
    """The character that a following joiner or selector would act upon."""
    is_modifier = character == "\ufe0f" or "\U0001f3fb" <= character <= "\U0001f3ff"
    return previous if is_modifier and _is_pictograph(previous) else character


def _is_pictograph(character: str) -> bool:
    if not character:
        return False
    return unicodedata.category(character) == "So" or "\U0001f000" <= character <= "\U0001faff"


def _takes_selector(previous: str, following: str) -> bool:
    """Emoji, symbols, Han characters and keycaps have forms to choose from; letters and blanks have none."""
    if not previous:
        return False
    if previous in "0123456789#*":
        return following == _KEYCAP
    if previous.isascii():
        return False
    return unicodedata.category(previous) in {"So", "Sm", "Po", "Pd", "Lo"} or _is_pictograph(previous)
