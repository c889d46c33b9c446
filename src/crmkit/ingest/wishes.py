"""What the caller says of files, typed on a command line or given as values, read and checked once for both.

A wrong value is a ``UsageError`` that names the nearest right one, before any file is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypedDict, Unpack

from crmkit.errors import UsageError, near, out_of_range
from crmkit.ingest.forms.checked import read_currency, read_decimal, read_time_format, read_zone
from crmkit.ingest.forms.words import STATES
from crmkit.ingest.headers.dialect import named
from crmkit.ingest.options import DEFAULT_MAX_REJECTS, Options
from crmkit.ingest.staging.staged import Progress
from crmkit.ingest.text.encoding import read_encoding

Pairs = Mapping[str, str] | str
Paths = str | Path | Iterable[str | Path]
Skips = Mapping[str, str | Sequence[str]] | Sequence[str | tuple[str, str]] | str


LEAST_KILOBYTES = 1000
"""With less memory the engine does not even start."""


class Said(TypedDict, total=False):
    """What may be said of files; see ``crmkit.open``."""

    mapping: Pairs | None
    dialect: Paths | None
    status: Pairs | None
    skip: Skips | None
    tz: str | None
    time_format: str | None
    decimal: str | None
    currency: str | None
    shop: str
    encoding: str | None
    max_rejects: float
    memory: str | None
    dialect_folder: Path | None
    progress: Progress | None


def read_options(**said: Unpack[Said]) -> Options:
    """What was said, checked; ``UsageError`` names what is wrong and the nearest that is right."""
    mapping, dialects = read_mapping(said.get("mapping")), said.get("dialect")
    if mapping and dialects:
        raise UsageError("map_and_dialect")
    return Options(
        mapping=mapping,
        dialects=named(read_paths(dialects)) if dialects else (),
        dialect_folder=said.get("dialect_folder"),
        shop=said.get("shop", ""),
        max_rejects=_share(said.get("max_rejects", DEFAULT_MAX_REJECTS)),
        encoding=read_encoding(said.get("encoding")),
        memory=read_memory(said.get("memory")),
        progress=said.get("progress"),
        statuses=read_statuses(said.get("status")),
        skips=read_skips(said.get("skip")),
        time_zone=read_zone(said.get("tz")),
        time_format=read_time_format(said.get("time_format")),
        currency=read_currency(said.get("currency"), of_data=True),
        decimal=read_decimal(said.get("decimal")),
    )


def read_mapping(said: Pairs | None) -> Mapping[str, str] | None:
    """``order_id=订单号,amount=金额`` as a mapping; ``None`` when nothing was said."""
    if said is None or not isinstance(said, str):
        return dict(said) if said else None
    pairs = [pair.partition("=") for pair in said.replace("，", ",").split(",") if pair.strip()]
    for name, sign, header in pairs:
        if not (name.strip() and sign and header.strip()):
            raise UsageError("map_form", value=f"{name}{sign}{header}")
    names = [name.strip() for name, _, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise UsageError("map_twice", name=name)
    return {name.strip(): header.strip() for name, _, header in pairs}


def read_statuses(said: Pairs | None) -> Mapping[str, str]:
    """``WORD=state,...``; a comma before the ``=`` belongs to the word, as in ``已付款,待发货=paid``."""
    if isinstance(said, str):
        pairs, word = [], ""
        for part in said.split(","):
            left, sign, state = f"{word}{part}".rpartition("=")
            word = "" if sign else f"{word}{part},"
            pairs += [(left.strip(), state.strip())] if sign else []
        if word.strip(" ,") or any(not name for name, _ in pairs):
            raise UsageError("status_form", value=said)
    else:
        pairs = list((said or {}).items())
    for name, state in pairs:
        if state not in STATES:
            raise UsageError("status_state", word=name, value=state, nearest=near(str(state), STATES))
    return dict(pairs)


def read_skips(said: Skips | None) -> Sequence[tuple[str, str]]:
    """``COLUMN=VALUE`` as pairs, in their order; behind a comma, what has no ``=`` is one more value of the column."""
    if said is None:
        return ()
    if isinstance(said, Mapping):
        return tuple((column, value) for column, values in said.items() for value in _several(values))
    skips: list[tuple[str, str]] = []
    for each in [said] if isinstance(said, str) else said:
        if not isinstance(each, str):
            skips.append(each)
            continue
        column = ""
        for part in each.split(","):
            left, sign, value = part.partition("=")
            column, value = (left.strip(), value.strip()) if sign else (column, part.strip())
            if not column or not value:
                raise UsageError("skip_form", value=each)
            skips.append((column, value))
    return tuple(skips)


def read_memory(text: str | None) -> str | None:
    """A ceiling such as ``512MB`` or ``1.5 GiB``."""
    if text is None:
        return None
    found = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,3})?) ?([KMGT])i?B", text, re.IGNORECASE)
    if found is None or float(found[1]) * 1000 ** "KMGT".index(found[2].upper()) < LEAST_KILOBYTES:
        raise UsageError("bad_memory", value=text)
    return text


def _several(values: str | Sequence[str]) -> Sequence[str]:
    return [values] if isinstance(values, str) else values


def read_paths(files: Paths) -> list[str]:
    """The files that are named, one or several; ``UsageError`` when none is."""
    named = [str(files)] if isinstance(files, str | Path) else [str(file) for file in files]
    if not named:
        raise UsageError("no_file_named")
    return named


def read_wait(seconds: float) -> float:
    """How long to wait; ``UsageError`` for what is no number from 0 on."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:
        raise out_of_range("--wait", seconds, 0)
    return seconds


def _share(value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise out_of_range("--max-rejects", value, 0, 1)
    return value
