"""``crmkit report``: everything about a shop in one file."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import warn_if_old
from crmkit.cli.progress import working
from crmkit.cli.source import Source
from crmkit.errors import UsageError

Form = Annotated[
    Literal["html", "xlsx", "pdf", "md", "txt"] | None,
    typer.Option("--format", "-f", help="report_format", show_default=False),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="report_output", show_default=False)
]

Site = Annotated[Path | None, typer.Option("--site", metavar="DIR", help="report_site", show_default=False)]


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a report goes, and in which form."""

    output: Output = None
    site: Site = None
    format: Form = None
    lang: options.Lang = None
    quiet: options.Quiet = False


def report(
    source: Source,
    paper: Paper,
    as_of: options.AsOf = None,
    period: options.ReportPeriod = None,
    reveal: options.Reveal = False,
) -> None:
    """Write what an owner reads on a Monday."""
    if paper.site is not None:
        _write_site(source, paper, paper.site, as_of, period, reveal)
        return
    from crmkit.cli.guard import kept
    from crmkit.deliver.publish import publish_text
    from crmkit.deliver.report.saving import checked_form
    from crmkit.deliver.target import Target, write_whole

    run = session.current()
    target = Target(stdout=sys.stdout, path=paper.output, keep=kept())
    form = checked_form(target, paper.format, run.command)
    day = options.day(as_of)
    with source.opened("report", quiet=paper.quiet, describe=True) as shop:
        from crmkit.deliver.report.mailing import asked_again
        from crmkit.deliver.report.report import report as answer

        made = answer(shop, as_of=day, period=period, reveal=reveal, language=run.spoken)
        made = replace(
            made,
            at=source.typed(as_of),
            at_named=source.typed(as_of, folders=False),
            asked=asked_again(period=period, reveal=reveal),
        )
        content = form.made(made)
    if target.file is None:
        publish_text(content, target)
    else:
        with working(paper.quiet):
            write_whole(target.file, target.keep, lambda stream: stream.write(content))
    warn_if_old(made.as_of, quiet=paper.quiet)


def _write_site(
    source: Source, paper: Paper, folder: Path, as_of: str | None, period: Literal["month", "week"] | None, reveal: bool
) -> None:
    """Write a folder of pages instead of one file."""
    from crmkit.cli.guard import kept
    from crmkit.deliver.site.folder import check_folder
    from crmkit.deliver.site.wish import Wish

    for option, given in (("--output", paper.output), ("--format", paper.format)):
        if given is not None:
            raise UsageError("site_alone", option=option)
    keep = kept()
    check_folder(folder, keep)
    at = source.typed(as_of, folders=False)
    wish = Wish(options.day(as_of), period, reveal, session.current().spoken, at=at)
    with source.opened("report", quiet=paper.quiet, describe=True) as shop:
        from crmkit.deliver.site.site import write_site

        made = write_site(shop, folder, wish, keep)
    warn_if_old(made.as_of, quiet=paper.quiet)
