"""``crmkit digest``: the report as a mail, in plain text or as its HTML body."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.source import Source

Html = Annotated[bool, typer.Option("--html", help="digest_html")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="digest_output", show_default=False)
]


@dataclass(frozen=True, slots=True)
class Mail:
    """Where a digest goes, and in which form."""

    html: Html = False
    output: Output = None
    lang: options.Lang = None
    quiet: options.Quiet = False


def digest(
    source: Source,
    mail: Mail,
    as_of: options.AsOf = None,
    period: options.ReportPeriod = None,
    reveal: options.Reveal = False,
) -> None:
    """Write what an owner is to be mailed on a Monday."""
    from crmkit.cli.guard import kept
    from crmkit.deliver.publish import publish_text
    from crmkit.deliver.report.mailing import TEXT, asked_again, digest_form
    from crmkit.deliver.target import Target, check_place, refuse_kept

    target = Target(stdout=sys.stdout, path=mail.output, keep=kept())
    refuse_kept(target)
    form = digest_form(target.file, html=mail.html)
    check_place(target)
    day = options.day(as_of)
    with source.opened("digest", quiet=mail.quiet, describe=True) as shop:
        from crmkit.deliver.report.mailing import digest as answer

        language = session.current().spoken
        asked = asked_again(period=period, reveal=reveal)
        made = answer(
            shop, as_of=day, period=period, reveal=reveal, language=language, at=source.typed(as_of), asked=asked
        )
    publish_text(form.made(made).decode("utf-8"), target, is_read=form is TEXT)
