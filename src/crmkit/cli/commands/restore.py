"""``crmkit restore``: the database of a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmkit.cli import options
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import working
from crmkit.cli.source import memory_size, patience, store_path
from crmkit.errors import UsageError

File = Annotated[Path, typer.Argument(metavar="FILE", help="restore_file", readable=False, show_default=False)]
Yes = Annotated[bool, typer.Option("--yes", help="restore_yes")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="restore_dry_run")]


def restore(
    file: File,
    delivery: Delivery,
    yes: Yes = False,
    dry_run: DryRun = False,
    store: options.StorePath = None,
    wait: options.Wait = None,
    memory: options.Memory = None,
) -> None:
    """Put the store of a backup in its place."""
    from crmkit.cli.guard import kept
    from crmkit.deliver.backup.restore import restore as put_back

    path = store_path(store)
    if path is None:
        raise UsageError("no_home")
    target = delivery.target(keep=kept().and_store(path).and_read(file))
    with working(delivery.quiet):
        result = put_back(file, path, yes=yes, dry_run=dry_run, wait=patience(wait), memory=memory_size(memory))
    if not delivery.is_silent:  # cron hears of trouble only
        delivery.send(result, target)
