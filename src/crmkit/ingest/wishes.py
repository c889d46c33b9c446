"""What the caller says of files, typed on a command line or given as values, read and checked once for both.

A wrong value is a ``UsageError`` that names the nearest right one, before any file is opened.
"""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TypedDict, Unpack

from crmkit.errors import UsageError
from crmkit.ingest.options import DEFAULT_MAX_REJECTS, Options
from crmkit.ingest.staged import Progress
from crmkit.ingest.words import STATES

Pairs = Mapping[str, str] | str
Skips = Mapping[str, str | Sequence[str]] | Sequence[str | tuple[str, str]] | str

CURRENCIES = frozenset(
    """
    AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD
    HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL
    LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR
    PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP
    TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWG
    """.split()  # noqa: SIM905 - a list would be as many lines
)
"""The codes of ISO 4217 that money is counted in."""
SPELLED = {"RMB": "CNY", "YUAN": "CNY", "DOLLAR": "USD", "EURO": "EUR", "POUND": "GBP", "YEN": "JPY", "NTD": "TWD"}

DAYS = ("%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y%m%d", "%d-%b-%Y", "%b %d, %Y")
FORMATS = (*DAYS, *(f"{day} %H:%M:%S" for day in DAYS), *(f"{day} %H:%M" for day in DAYS))
_DIRECTIVE = re.compile("%(.)")
_SPELLED_DAY = re.compile("yyyy|yy|dd?|mm?|hh?|ss?", re.IGNORECASE)


class Said(TypedDict, total=False):
    """What may be said of files; see ``crmkit.open``."""

    mapping: Pairs | None
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
    return Options(
        mapping=read_mapping(said.get("mapping")),
        dialect_folder=said.get("dialect_folder"),
        shop=said.get("shop", ""),
        max_rejects=_share(said.get("max_rejects", DEFAULT_MAX_REJECTS)),
        encoding=said.get("encoding"),
        memory=read_memory(said.get("memory")),
        progress=said.get("progress"),
        statuses=read_statuses(said.get("status")),
        skips=read_skips(said.get("skip")),
        time_zone=_zone(said.get("tz")),
        time_format=_time_format(said.get("time_format")),
        currency=read_currency(said.get("currency")),
        decimal=_decimal(said.get("decimal")),
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
        for piece in said.split(","):
            left, sign, state = f"{word}{piece}".rpartition("=")
            word = "" if sign else f"{word}{piece},"
            pairs += [(left.strip(), state.strip())] if sign else []
        if word.strip(" ,") or any(not name for name, _ in pairs):
            raise UsageError("status_form", value=said)
    else:
        pairs = list((said or {}).items())
    for name, state in pairs:
        if state not in STATES:
            raise UsageError("status_state", word=name, value=state, nearest=_nearest(str(state), STATES))
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
        for piece in each.split(","):
            left, sign, value = piece.partition("=")
            column, value = (left.strip(), value.strip()) if sign else (column, piece.strip())
            if not column or not value:
                raise UsageError("skip_form", value=each)
            skips.append((column, value))
    return tuple(skips)


def read_memory(text: str | None) -> str | None:
    """A ceiling such as ``512MB`` or ``1.5 GiB``."""
    if text is not None and re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})? ?[KMGT]i?B", text, re.IGNORECASE) is None:
        raise UsageError("bad_memory", value=text)
    return text


def _several(values: str | Sequence[str]) -> Sequence[str]:
    return [values] if isinstance(values, str) else values


def read_paths(files: str | Path | Iterable[str | Path]) -> list[str]:
    """The files that are named, one or several; ``UsageError`` when none is."""
    named = [str(files)] if isinstance(files, str | Path) else [str(file) for file in files]
    if not named:
        raise UsageError("no_file_named")
    return named


def read_wait(seconds: float) -> float:
    """How long to wait; ``UsageError`` for what is no number from 0 on."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:
        raise UsageError("option_value", option="--wait", value=seconds, allowed="0 ...")
    return seconds


def _share(value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise UsageError("bad_choice", option="--max-rejects", value=value, choices="0 ... 1")
    return value


def _zone(name: str | None) -> str | None:
    if name is None:
        return None
    zones = zoneinfo.available_timezones()  # reads hundreds of files
    if name in zones:
        return name
    by_city = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zones, reverse=True)}
    lower = {zone.lower(): zone for zone in zones}
    nearest = {**by_city, **lower}[_nearest(str(name).strip().lower().replace(" ", "_"), [*lower, *by_city])]
    raise UsageError("tz_unknown", value=name, nearest=nearest)


def _decimal(mark: str | None) -> str | None:
    if mark not in (None, ".", ","):
        raise UsageError("bad_choice", option="--decimal", value=mark, choices=". ,")
    return mark


def _time_format(text: str | None) -> str | None:
    if text is None:
        return None
    found = set(_DIRECTIVE.findall(text))
    whole = found & set("yY") and found & set("mbB") and "d" in found
    if not whole or found - set("YymbBdHIMSpfzaA%"):
        spelled = text if "%" in text else _from_letters(text)
        raise UsageError("time_format_unknown", value=text, nearest=_nearest(spelled, FORMATS))
    return text


def _from_letters(text: str) -> str:
    """``dd/mm/yyyy hh:mm`` as ``%d/%m/%Y %H:%M``: the first ``mm`` is the month, the next one minutes."""
    months = 0

    def directive(found: re.Match[str]) -> str:
        nonlocal months
        letter = found[0][0].lower()
        months += letter == "m"
        if letter == "m":
            return "%m" if months == 1 else "%M"
        return {"y": "%Y", "d": "%d", "h": "%H", "s": "%S"}[letter]

    return _SPELLED_DAY.sub(directive, text)


def read_currency(code: str | None) -> str | None:
    """The three letters of a currency; ``UsageError`` names the nearest for any other text."""
    if code is None:
        return None
    upper = str(code).strip().upper()
    if upper in CURRENCIES:
        return upper
    raise UsageError("currency_unknown", value=code, nearest=SPELLED.get(upper) or _nearest(upper, CURRENCIES))


def _nearest(word: str, known: Iterable[str]) -> str:
    return get_close_matches(word, sorted(known), n=1, cutoff=0.0)[0]
