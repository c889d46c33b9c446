"""What a time may look like: the shapes of days, clocks and zones that some export may hold.

Plain strings that mean the same to Python's ``re`` and to RE2, to match a whole cell after ``forms.plain`` and
``forms.fold``. What a time means in a file is read by the engine (``typing/times.sql``).
"""

from __future__ import annotations

ZONES = {
    "EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "JST": 540, "KST": 540, "HKT": 480, "SGT": 480,
    "AEST": 600, "AEDT": 660,
}  # fmt: skip
"""Words for zones and their minutes from UTC, as exports write them behind a time. CST is not here: it is China's, and
central North America's. Beside another American word it is that, else it says no more than the shop's own clock."""
AMERICAN = r"\b(?:[EMP][SD]T|CDT)\b"
CENTRAL = -360
_ZONE_WORDS = "|".join((*ZONES, "CST", "UTC", "GMT"))

_CLOCK = (
    r"(?:(?:上午|下午|凌晨|早上|中午|晚上|[AaPp]\.?[Mm]\.?) ?)?(?:[0-9]|[01][0-9]|2[0-4])"
    r"(?:[:时点][0-5]?[0-9](?:[:分](?:[0-5]?[0-9](?:[.,][0-9]{1,9})?秒?)?)?|[时点])"
    r"(?: ?(?:上午|下午|[AaPp]\.?[Mm]\.?))?"
    r"(?: ?(?:[Zz]|(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?|"
    rf"{_ZONE_WORDS})(?: \([A-Za-z ]+\))?)?"
)
ZONE = rf" ?(?:([Zz]|{_ZONE_WORDS})|(?:UTC|GMT)?([+-])([0-9]{{1,2}}):?([0-9]{{2}})?)(?: \([A-Za-z ]+\))?$"
"""The zone behind a time: its word, or its sign, hours and minutes."""
_YEAR, _MONTH, _DAY = r"(?:199[0-9]|20[0-9]{2})", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12][0-9]|3[01])"
MONTHS = (
    "jan ene gen", "feb fev", "mar mae mrt maa", "apr avr abr", "may mai mag mei", "jun jui giu",
    "jul lug", "aug ago aou", "sep set", "oct okt ott out", "nov", "dec dez dic",
)  # fmt: skip
"""How the months begin in English, German, French, Spanish, Italian, Portuguese and Dutch, without accents."""
_WORD = (
    r"(?i:jan|f[eé]b|m[aä]r|apr|may|jun|jul|aug|sep|oct|nov|dec|ene|gen|f[eé]v|mae|mrt|maa|avr|abr|ma[igï]|mei|jui|giu"
)
_WORD += r"|lug|ago|ao[uû]|set|okt|ott|out|d[eé]c|dez|dic)[A-Za-zà-ÿ]*\.?"
_OF_MONTH = rf"(?:st|nd|rd|th|er|\.)?[-/ ]?(?: ?de )?{_WORD}(?:[-/, ]{{1,2}}| del? )"
_WEEKDAY = r"(?: ?[(（]?(?:(?:星期|礼拜|周)[一二三四五六日天]|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*)[)）]?[.,]? ?)"
EPOCH = r"1[0-9]{9}(?:[0-9]{3})?(?:\.[0-9]{1,9})?"
"""Seconds or milliseconds since 1970, as machines count; where a whole column holds nothing else, but 0 for never."""
TIME = (
    f"{_WEEKDAY}?(?:{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
    f"|{_YEAR}年{_MONTH}月{_DAY}[日号]?|{_DAY}[-/.]{_DAY}[-/.](?:{_YEAR}|[0-9]{{2}})"
    f"|{_DAY}{_OF_MONTH}(?:{_YEAR}|[0-9]{{2}})|{_WORD}[- ]{_DAY}(?:st|nd|rd|th)?[-, ]{{1,2}}{_YEAR}"
    f"|{_YEAR}[- ]{_WORD}[- ]{_DAY})"
    f"{_WEEKDAY}?(?:(?: {{1,2}}|T|, )?{_CLOCK})?{_WEEKDAY}?"
    f"|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-2][0-9][0-5][0-9](?:[0-5][0-9])?"
    r"|[3-7][0-9]{4}(?:\.[0-9]{1,12})?"
    rf"|{EPOCH}|0"
)
"""The closed list of shapes. It lets 30 February pass: the calendar is checked by who reads it."""
SLASHED = r"[^0-9]*([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{2})(?:[^0-9].*)?"
"""A time whose day and month stand in an order that only the whole file shows."""
