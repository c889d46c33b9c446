"""Names of files as people read them: a name that is not in the encoding of this system is bytes, seldom nonsense.

Archives of Chinese Windows hold names in GBK, and a plain locale takes every name beyond ASCII for bytes. Python keeps
these as surrogates, which no output can hold and no database takes.
"""

from __future__ import annotations

import re

_RUN = re.compile("[\udc80-\udcff]+")
_PAIRS = re.compile("(?:[\udc81-\udcfe][@-~\udc80-\udcfe])+")
"""Bytes of GBK: the second one may be a letter."""


def readable(text: str) -> str:
    """``text`` with the bytes in it as the characters that they mean in UTF-8, else in GBK; others stay as they are."""
    if _RUN.search(text) is None:
        return text
    return _PAIRS.sub(lambda run: _decoded(run[0], "gb18030"), _RUN.sub(lambda run: _decoded(run[0], "utf-8"), text))


def storable(text: str) -> str:
    """``readable``, with an escape for each byte that means nothing: what a file or a database takes."""
    return readable(text).encode("utf-8", "backslashreplace").decode("utf-8")


def is_bytes(text: str) -> bool:
    """Whether some of it could not be read in the encoding of this system."""
    return _RUN.search(text) is not None


def _decoded(run: str, encoding: str) -> str:
    try:
        return run.encode("utf-8", "surrogateescape").decode(encoding)
    except UnicodeDecodeError:
        return run
