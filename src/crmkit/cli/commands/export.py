"""``crmkit export``: the data for other programs."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source

Goal = Annotated[Path, typer.Argument(metavar="TARGET", help="export_target", show_default=False)]
Star = Annotated[bool, typer.Option("--star", help="star")]
Crm = Annotated[
    Literal["hubspot", "salesforce", "youzan"] | None, typer.Option("--crm", help="crm", show_default=False)
]
Format = Annotated[
    Literal["parquet", "csv"] | None, typer.Option("--format", "-f", help="star_format", show_default=False)
]
Lang = Annotated[Literal["zh", "en"] | None, typer.Option("--lang", help="export_lang", show_default=False)]
Reveal = Annotated[bool, typer.Option("--reveal", help="export_reveal")]


@dataclass(frozen=True, slots=True)
class Telling:
    """How much is said of what was written, and in which language."""

    full: options.Full = False
    lang: Lang = None
    quiet: options.Quiet = False


def export(
    target: Goal,
    source: Source,
    telling: Telling,
    star: Star = False,
    crm: Crm = None,
    format: Format = None,
    as_of: options.AsOf = None,
    segments: options.Segments = None,
    tags: options.Tags = None,
    where: options.Where = None,
    reveal: Reveal = False,
) -> None:
    """Write a star of tables, or contacts for a CRM."""
    from crmkit.cli.guard import kept
    from crmkit.deliver.export import check
    from crmkit.deliver.export import export as write
    from crmkit.deliver.target import Target

    run = session.current()
    check(target, star=star, crm=crm, format=format, where=where, keep=kept())
    own = tags or run.settings.tags
    day, condition = options.day(as_of), options.condition(where, own)
    with source.opened("export TARGET --star", quiet=telling.quiet, describe=True) as shop:
        result = write(
            shop,
            target,
            star=star,
            crm=crm,
            format=format,
            as_of=day,
            segments=segments or run.settings.segments,
            tags=own,
            where=condition,
            reveal=reveal,
            language=telling.lang,
        )
    if not telling.quiet:  # cron hears of trouble only
        Delivery(full=telling.full, lang=telling.lang).send(result, Target(stdout=sys.stdout))
