"""Every option and argument of the command line, once. ``help`` is a code of ``sentences/option.toml``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from crmkit.cli import session
from crmkit.errors import UsageError
from crmkit.periods import parse_day

if TYPE_CHECKING:
    from crmkit.customers.conditions.where import Where as Condition

FormatName = Literal["table", "csv", "tsv", "json", "ndjson", "md", "xlsx", "parquet"]
"""Kept equal to the table of formats by ``tests/house``; naming them here keeps ``--help`` from loading it."""

# What to read
Files = Annotated[list[str] | None, typer.Argument(metavar="FILE", help="files", show_default=False)]
LoadFiles = Annotated[list[str], typer.Argument(metavar="FILE", help="load_files", show_default=False)]
StorePath = Annotated[
    Path | None, typer.Option("--store", metavar="PATH", help="store", readable=False, show_default=False)
]
Map = Annotated[list[str] | None, typer.Option("--map", metavar="NAME=HEADER,...", help="map", show_default=False)]
Dialect = Annotated[
    list[Path] | None, typer.Option("--dialect", metavar="FILE", help="dialect", readable=False, show_default=False)
]
Status = Annotated[
    list[str] | None, typer.Option("--status", metavar="WORD=STATE,...", help="status", show_default=False)
]
Skip = Annotated[list[str] | None, typer.Option("--skip", metavar="COLUMN=VALUE", help="skip", show_default=False)]
Tz = Annotated[str | None, typer.Option("--tz", metavar="ZONE", help="tz", show_default=False)]
TimeFormat = Annotated[
    str | None, typer.Option("--time-format", metavar="FORMAT", help="time_format", show_default=False)
]
Decimal = Annotated[str | None, typer.Option("--decimal", metavar="MARK", help="decimal", show_default=False)]
Currency = Annotated[str | None, typer.Option("--currency", metavar="CODE", help="currency", show_default=False)]
Encoding = Annotated[str | None, typer.Option("--encoding", metavar="NAME", help="encoding", show_default=False)]
ShopName = Annotated[str | None, typer.Option("--shop", metavar="NAME", help="shop", show_default=False)]
Shops = Annotated[list[str] | None, typer.Option("--shop", metavar="NAME,...", help="shops", show_default=False)]
Platforms = Annotated[
    list[str] | None, typer.Option("--platform", metavar="NAME,...", help="platforms", show_default=False)
]
MaxRejects = Annotated[
    float | None, typer.Option("--max-rejects", metavar="SHARE", help="max_rejects", min=0, max=1, show_default=False)
]
Wait = Annotated[float | None, typer.Option("--wait", metavar="SECONDS", help="wait", min=0, show_default=False)]
Memory = Annotated[str | None, typer.Option("--memory", metavar="SIZE", help="memory", show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="dry_run")]
Strict = Annotated[bool, typer.Option("--strict", help="strict")]

# How to show it
Format = Annotated[FormatName | None, typer.Option("--format", "-f", help="format", show_default=False)]
Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="output", show_default=False)]
Limit = Annotated[int | None, typer.Option("--limit", metavar="N", help="limit", min=0, show_default=False)]
Full = Annotated[bool, typer.Option("--full", help="full")]
Wide = Annotated[bool, typer.Option("--wide", help="wide")]
Excel = Annotated[bool, typer.Option("--excel", help="excel")]
Lang = Annotated[Literal["zh", "en"] | None, typer.Option("--lang", help="lang", show_default=False)]
Reveal = Annotated[bool, typer.Option("--reveal", help="reveal")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="quiet")]

# What to ask
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="as_of", show_default=False)]
WindowDays = Annotated[
    int | None, typer.Option("--window-days", metavar="N", help="window_days", min=1, show_default=False)
]
ReportPeriod = Annotated[
    Literal["month", "week"] | None, typer.Option("--period", help="report_period", show_default=False)
]
Segments = Annotated[
    str | None, typer.Option("--segments", metavar="[grid|cn8|FILE]", help="segments", show_default=False)
]
Detail = Annotated[bool, typer.Option("--detail", help="detail")]
Tags = Annotated[Path | None, typer.Option("--tags", metavar="FILE", help="tags", readable=False, show_default=False)]
Where = Annotated[str | None, typer.Option("--where", metavar="CONDITION", help="where", show_default=False)]


def day(text: str | None, option: str = "--as-of") -> date | None:
    """The value of an ``option``, if it was given; ``UsageError`` when it is no date."""
    return None if text is None else day_of(option, text)


def day_of(option: str, text: str) -> date:
    """The day that was typed for an ``option``; ``UsageError`` when it is none."""
    try:
        return parse_day(text)
    except UsageError as error:
        error.where = option
        raise


def condition(text: str | None, tags: Path | None = None) -> Condition | None:
    """The value of ``--where``; ``UsageError`` when it is no condition.

    ``tags``: the file of tags that it may name beside the shipped ones, else that of the settings.
    """
    if text is None:
        return None
    from crmkit.customers.conditions.tags import all_tags, shipped_names, tags_of
    from crmkit.customers.conditions.where import read_where

    file = tags or session.current().settings.tags
    return read_where(text, shipped_names() if file is None else tags_of(all_tags(file)))


def shares(option: str, text: str) -> tuple[float, ...]:
    """Rising shares between 0 and 1, written ``0.8,0.95``; ``UsageError`` otherwise."""
    try:
        values = tuple(float(part) for part in text.replace("，", ",").split(","))
    except ValueError:
        values = ()
    if not values or list(values) != sorted(set(values)) or not all(0 < value < 1 for value in values):
        raise UsageError("shares_form", where=option, value=text)
    return values


def share(option: str, text: str) -> float:
    """A share from 0 to 1, written ``10%`` or ``0.1``; ``UsageError`` otherwise."""
    given = text.strip().replace("％", "%")
    try:
        value = float(given.removesuffix("%")) / (100 if given.endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError("share_form", where=option, value=text)
    return value
