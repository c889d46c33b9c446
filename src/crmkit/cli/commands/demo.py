"""``crmkit demo``: a synthetic shop to try everything on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.streams import tell
from crmkit.messages import say

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="demo_folder", show_default=False)]
Customers = Annotated[int, typer.Option("--customers", metavar="N", help="demo_customers", min=1)]
Months = Annotated[int, typer.Option("--months", metavar="M", help="demo_months", min=1)]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="seed", min=0)]


def demo(
    folder: Folder,
    customers: Customers = 2000,
    months: Months = 24,
    seed: Seed = 7,
    lang: options.Lang = None,
    quiet: options.Quiet = False,
) -> None:
    """Write the exports of an invented shop."""
    from crmkit.demo import write_shop

    summary = write_shop(folder, customers=customers, months=months, seed=seed)
    if not quiet:
        tell(say("text", "demo_written", session.current().language, {"folder": folder, "orders": summary.orders}))
