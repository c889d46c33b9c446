"""What nothing in a file decides: how it is asked of the whole file, and refused with both readings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from crmkit.errors import InputError
from crmkit.ingest.forms import forms, time_forms
from crmkit.ingest.forms.conventions import SAMPLE_ROWS, Conventions, proven_order
from crmkit.ingest.typing.typing import Typing
from crmkit.store.workspace import Workspace

_SLASHED = re.compile(time_forms.SLASHED)
_HALF_DAY = re.compile(r"[0-9]\s*[ap]\.?m", re.IGNORECASE)


def in_usual_order(found: Conventions, moments: Iterable[str], typing: Typing) -> Conventions:
    """``found`` with the order of day and month that the dialect is known for, where the file itself proves none.

    It holds for a clock of 24 hours: files with AM and PM may put the month first.
    """
    days = typing.match.dialect.days
    if found.day_order != "?" or days is None or any(map(_HALF_DAY.search, moments)):
        return found
    return replace(found, day_order=days)


def require_order(found: Conventions, typing: Typing, times: Sequence[str], workspace: Workspace) -> None:
    """Raise ``InputError`` where nothing shows what the numbers of a day are.

    3/4/2025 may be a day of March or of April (``day_order_unknown``), 24.03.01 one of 2024 (``day_or_year_unknown``).

    Where one row proves the one and another the other, both are named (``day_order_both``).
    """
    if found.day_order != "?":
        return
    layout = typing.match.layout
    cells = [(name, cell) for name in times for cell in slashed(name, workspace)]
    headers = {name: layout.header[layout.cells[name]].strip() for name in times}
    proofs = {order: (name, cell) for name, cell in reversed(cells) if (order := proven_order(cell))}
    if len(proofs) > 1:
        (first, day_first), (second, month_first) = proofs["dmy"], proofs["mdy"]
        raise InputError(
            "day_order_both",
            column=", ".join(dict.fromkeys((headers[first], headers[second]))),
            day_line=_line_of(*proofs["dmy"], typing, workspace),
            month_line=_line_of(*proofs["mdy"], typing, workspace),
            day_first=day_first,
            month_first=month_first,
            day_form=_form(day_first, "dmy"),
            month_form=_form(month_first, "mdy"),
        )
    for name, cell in cells:
        if proven_order(cell) == "dmy":
            years = {"day_form": _form(cell, "dmy"), "year_form": _form(cell, "ymd")}
            raise InputError("day_or_year_unknown", column=headers[name], value=cell, **years)
        forms_of = {"day_form": _form(cell, "dmy"), "month_form": _form(cell, "mdy")}
        raise InputError("day_order_unknown", column=headers[name], value=cell, **forms_of)


def _form(cell: str, order: str) -> str:
    """How ``--time-format`` spells the day of a time whose numbers stand in this order."""
    match = _SLASHED.fullmatch(forms.fold(forms.plain(cell)))
    if match is None:
        raise ValueError(f"no day in some order: {cell!r}")
    mark, is_long = match.string[match.end(1)], len(match[3]) == len("2024")
    return mark.join({"d": "%d", "m": "%m", "y": "%Y" if is_long else "%y"}[letter] for letter in order)


def _line_of(name: str, cell: str, typing: Typing, workspace: Workspace) -> int:
    """The line of the first row with a time; the engine keeps the order of the rows."""
    rank = "sum(coalesce(lines, 1)) over (rows unbounded preceding)"
    text = f'select coalesce(line, $header + {rank})::bigint from raw qualify "{name}" = $cell limit 1'  # noqa: S608
    ((line,),) = workspace.execute(text, {"cell": cell, "header": typing.match.layout.header_line})
    return cast(int, line)


def require_decimal(found: Conventions, typing: Typing, amounts: Sequence[str], money: Sequence[str]) -> None:
    """Raise ``InputError`` (``decimal_unknown``) where 1.500 may be a thousand and a half or one and a half."""
    if found.decimal != "?":
        return
    layout = typing.match.layout
    value = next(cell for cell in amounts if "." in cell)
    number = value.strip("".join({each for each in value if not each.isdigit()}))  # its sign may be none that is known
    small, large = (forms.amount(number, decimal=mark) for mark in ".,")
    header = layout.header[layout.cells[money[0]]].strip()
    raise InputError("decimal_unknown", column=header, value=value, small=small, large=large)


def other_amounts(name: str, workspace: Workspace) -> list[str]:
    """Amounts of a column that are not like 1.500, which the first rows have been."""
    other = "not regexp_full_match(cell, $dotted) and regexp_matches(cell, '[.,]|[0-9]{4}')"
    text = f'select distinct "{name}" as cell from raw where {other} limit {SAMPLE_ROWS}'  # noqa: S608 - our own names
    return texts_of(workspace.execute(text, {"dotted": forms.DOTTED}))


def slashed(name: str, workspace: Workspace) -> list[str]:
    """One time for each pair of numbers with which the times of a column begin, a day and a month in some order."""
    pair = f"regexp_extract(tidy(\"{name}\"), '^([^0-9]*[0-9]{{1,2}}[-/.][0-9]{{1,2}}[-/.])', 1)"
    where = "regexp_full_match(tidy(value), $slashed)"
    return texts_of(
        workspace.execute(
            f'select min("{name}") as value from raw group by {pair} having {where} order by value',  # noqa: S608
            {"slashed": time_forms.SLASHED},
        )
    )


def zoned(name: str, workspace: Workspace) -> list[str]:
    """One time of a column for each zone that stands behind some."""
    zone = f'case when contains("{name}", \':\') then regexp_extract(tidy("{name}"), $zone) end'
    text = f"select min(\"{name}\") as value from raw group by {zone} having any_value({zone}) <> '' order by value"  # noqa: S608
    return texts_of(workspace.execute(text, {"zone": time_forms.ZONE}))


def texts_of(rows: Iterable[tuple[object, ...]]) -> list[str]:
    """The cells of one column that say something."""
    return [cast(str, cell) for (cell,) in rows if cell]
