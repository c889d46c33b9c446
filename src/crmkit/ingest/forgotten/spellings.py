"""The other spellings of a name or a number that loading takes for the same, as files of all kinds may have them."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from itertools import product

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_AMERICAN = re.compile(r"[2-9][0-9]{9}")
_COUNTRY = ("", "86", "+86", "0086", "0")
_FORMS = ("{}{}{}", "{}-{}-{}", "{} {} {}")
_ABROAD = ("({}) {}-{}", "({}){}-{}", "{}.{}.{}", *_FORMS[1:])


def spellings(text: str) -> Iterator[str]:
    """``text`` and what else it is written as: composed or not, with doubled or escaped quotes, a phone with marks."""
    for form in dict.fromkeys((text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text))):
        yield form
        yield form.replace('"', '""')
        yield html.escape(form)
        for is_ascii in (False, True):
            yield json.dumps(form, ensure_ascii=is_ascii)[1:-1]
    if _MOBILE.fullmatch(text):
        parts = (text[:3], text[3:7], text[7:])
        yield from (country + form.format(*parts) for country, form in product(_COUNTRY, _FORMS))
    elif _AMERICAN.fullmatch(text):
        yield from (form.format(text[:3], text[3:6], text[6:]) for form in _ABROAD)
        yield f"+1{text}"
