"""How the engine reads cells: macros of its own, and the settings for the current file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from itertools import product

from crmkit.ingest.forms import forms, time_forms
from crmkit.ingest.forms.conventions import Conventions, DayOrder
from crmkit.ingest.forms.nobodies import NOBODY
from crmkit.ingest.forms.words import words
from crmkit.store.workspace import Workspace

SQL = files("crmkit.ingest.typing")
WORDS: Mapping[str, object] = {
    "blanks": forms.BLANKS,
    "missing": forms.MISSING,
    "nobody": NOBODY,
    "fold_from": forms.FOLD_FROM,
    "fold_to": forms.FOLD_TO,
    "wrapping": f'^[{forms.BLANKS}="{forms.MARKS}]+|[{forms.BLANKS}"]+$',
}
"""What the macros read of every file."""
_CLOCKS = ("", " %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p")


def prepare(workspace: Workspace) -> None:
    """Teach the engine the words and forms that every file is read by."""
    workspace.run(SQL / "words.sql", words())
    _set_variables(WORDS, workspace)
    for macros in (
        "cell_words.sql",
        "case_words.sql",
        "people/customer_words.sql",
        "people/contact_words.sql",
        "plain_forms.sql",
        "order_state.sql",
    ):
        workspace.macros.define(SQL / macros)
    workspace.conventions = Conventions()


def build(found: Conventions, workspace: Workspace) -> None:
    """Make the engine read amounts, times and counts by these conventions from now on."""
    if found == workspace.conventions:
        return
    if found.is_plain:
        workspace.macros.define(SQL / "plain_forms.sql")
    else:
        _set_variables(_variables(found), workspace)
        amounts = "amounts_beyond_fen.sql" if found.beyond_fen else "amounts_in_fen.sql"
        zones = ["zones.sql"] if found.has_zones else []
        for macros in ("odd_forms.sql", "times.sql", *zones, amounts):
            workspace.macros.define(SQL / macros)
    workspace.conventions = found


def _set_variables(values: Mapping[str, object], workspace: Workspace) -> None:
    for name, value in values.items():
        workspace.execute(f"set variable {name} = $value", {"value": value})


def _variables(found: Conventions) -> dict[str, object]:
    """What the macros of all forms read of the conventions of a file."""
    order = {"dmy": "%d-%m-{}", "mdy": "%m-%d-{}", "yymd": "{}-%m-%d"}.get(found.day_order)
    worded = ("%d %b %Y", "%b %d %Y", "%Y %b %d")
    dashed = ("%Y-%m-%d", "%Y%m%d")
    return {
        "count": forms.COUNTS[found.count_decimal],
        "measure": forms.MEASURES[found.count_decimal],
        "amount": forms.AMOUNTS[found.decimal],
        "decimal_mark": found.decimal,
        "refuses_points": found.decimal == "," and not found.has_two_marks,
        "whole": forms.WHOLE if found.decimal == "." else None,
        "time": time_forms.TIME,
        "zone": time_forms.ZONE,
        "zone_words": list(time_forms.ZONES),
        "zone_minutes": list(time_forms.ZONES.values()),
        "central_minutes": time_forms.CENTRAL if found.is_american else None,
        "time_formats": _given_formats(found.time_format),
        "shop_zone": found.zone,
        "epoch": time_forms.EPOCH,
        "has_epochs": found.has_epochs,
        "month_beginnings": [beginning for months in time_forms.MONTHS for beginning in months.split()],
        "month_names": [months[:3] for months in time_forms.MONTHS for _ in months.split()],
        "worded_times": _formats(worded),
        "short_worded_times": _formats(["%d %b %y"]),
        "dashed_times": [*_formats(dashed), "%Y%m%d%H%M%S", "%Y%m%d%H%M"],
        "ordered_times": _formats([order.format("%Y")] if order else ["%Y-%m-%d"]),
        "slashed_times": _slashed_formats(found.day_order),
        "short_times": _formats([order.format("%y")] if order else ["%Y-%m-%d"]),
    }


def _given_formats(form: str | None) -> list[str] | None:
    """The form that the owner named; one of days alone holds for times with a clock behind them, too."""
    return None if form is None else [form] if {"%H", "%I"} & set(re.findall("%.", form)) else _formats([form])


def _formats(days: Iterable[str]) -> list[str]:
    return [day + clock for day, clock in product(days, _CLOCKS)]


def _slashed_formats(order: DayOrder) -> list[str]:
    """What a spreadsheet writes where the day or the month comes first; nothing that matches before that is known."""
    day = {"dmy": "%d/%m/%Y", "mdy": "%m/%d/%Y"}.get(order)
    return [day + clock for clock in _CLOCKS] if day else ["%Y/%m/%d %H:%M:%S"]
