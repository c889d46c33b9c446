"""``crmkit demo``: a synthetic shop to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.progress import reporting
from crmkit.cli.streams import print_line, talking
from crmkit.messages import say

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="demo_folder", show_default=False)]
Platform = Annotated[str, typer.Option("--platform", metavar="NAME", help="demo_platform")]
Customers = Annotated[int, typer.Option("--customers", metavar="N", help="demo_customers", min=1)]
Months = Annotated[int, typer.Option("--months", metavar="M", help="demo_months", min=1)]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="seed", min=0)]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help="demo_until")]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="demo_overwrite")]


def demo(
    folder: Folder,
    platform: Platform = "taobao",
    customers: Customers = 2000,
    months: Months = 24,
    seed: Seed = 7,
    until: Until = "2024-06-30",
    overwrite: Overwrite = False,
    lang: options.Lang = None,
    quiet: options.Quiet = False,
) -> None:
    """Write the exports of an invented shop."""
    from crmkit.cli.guard import kept
    from crmkit.demo import names_of, write_shop

    last = options.day_of("--until", until)
    keep = kept()
    for name in ("", *names_of(platform)):
        keep.refuse(folder / name)
    with reporting(quiet, in_bytes=False) as report:
        summary = write_shop(
            folder,
            platform=platform,
            customers=customers,
            months=months,
            seed=seed,
            until=last,
            overwrite=overwrite,
            progress=(lambda done, total: report(folder.name, done, total, done)) if report else None,
        )
    if talking(quiet):
        print_line(
            say("text", "demo_written", session.current().spoken, {"folder": folder, "orders": summary.merged.orders})
        )
