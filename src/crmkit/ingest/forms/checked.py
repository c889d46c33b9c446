"""Zones, forms of times, currencies and marks as they are typed or written into a dialect, each checked once."""

from __future__ import annotations

import re
import zoneinfo

from crmkit.errors import UsageError, near

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
_LETTERS = re.compile("[A-Z]{3}")
_DIRECTIVE = re.compile("%(.)")
_SPELLED_DAY = re.compile("yyyy|yy|dd?|mm?|hh?|ss?", re.IGNORECASE)


def read_zone(name: str | None) -> str | None:
    """The name of a time zone; ``UsageError`` names the nearest for any other text."""
    if name is None:
        return None
    zones = zoneinfo.available_timezones()  # reads hundreds of files
    if name in zones:
        return name
    by_city = {zone.rpartition("/")[2].lower(): zone for zone in sorted(zones, reverse=True)}
    lower = {zone.lower(): zone for zone in zones}
    known = {**by_city, **lower}
    spelt = str(name).strip().lower().replace(" ", "_")
    raise UsageError("tz_unknown", value=name, nearest=known.get(near(spelt, known) or ""))


def read_decimal(mark: str | None) -> str | None:
    """The mark before the cents; ``UsageError`` for any but the two that are written."""
    if mark not in (None, ".", ","):
        raise UsageError("option_value", option="--decimal", value=mark, allowed=". ,")
    return mark


def read_time_format(text: str | None) -> str | None:
    """How times are written; ``UsageError`` when it does not say where year, month and day stand."""
    if text is None:
        return None
    found = set(_DIRECTIVE.findall(text))
    whole = found & set("yY") and found & set("mbB") and "d" in found
    if not whole or found - set("YymbBdHIMSpfzaA%"):
        spelled = text if "%" in text else _from_letters(text)
        raise UsageError("time_format_unknown", value=text, nearest=near(spelled, FORMATS))
    return text


def _from_letters(text: str) -> str:
    """``dd/mm/yyyy hh:mm`` as ``%d/%m/%Y %H:%m``: near enough, though the second ``mm`` are minutes."""
    letters = {"y": "%Y", "m": "%m", "d": "%d", "h": "%H", "s": "%S"}
    return _SPELLED_DAY.sub(lambda found: letters[found[0][0].lower()], text)


def read_currency(code: str | None, *, of_data: bool = False) -> str | None:
    """The three letters of a currency; ``UsageError`` names the nearest for any other text.

    What is asked ``of_data`` may be any three letters: that no order is in it is reported with what the orders are in.
    """
    if code is None:
        return None
    upper = str(code).strip().upper()
    if upper in CURRENCIES or (of_data and _LETTERS.fullmatch(upper) and upper not in SPELLED):
        return upper
    raise UsageError("currency_unknown", value=code, nearest=SPELLED.get(upper) or near(upper, CURRENCIES))
