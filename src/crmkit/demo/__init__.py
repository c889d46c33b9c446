"""``crmkit demo``: a synthetic shop, written as the export files a real one would download.

Importing this package is cheap; NumPy, Polars and XlsxWriter are loaded when a shop is written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from crmkit.demo.summary import FILE_NAMES, OrderTotals, ShopSummary, WrittenFile

__all__ = ["FILE_NAMES", "LAST_DAY", "OrderTotals", "ShopSummary", "WrittenFile", "names_of", "write_shop"]

LAST_DAY = date(2024, 6, 30)
"""The day on which the demo shop's last exports are taken, by default."""


def write_shop(
    folder: Path,
    *,
    platform: str = "taobao",
    customers: int = 2000,
    months: int = 24,
    seed: int = 7,
    until: date = LAST_DAY,
    overwrite: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> ShopSummary:
    """Write the exports of an invented shop into ``folder`` (made if missing) and say what is in them.

    The same arguments give the same bytes under the same library versions. The files of a Taobao shop are the five of
    ``FILE_NAMES``, those of another platform what its ``forms/*.toml`` names; they appear all together at the end, or
    not at all.

    Args:
        folder: where the files go.
        platform: in whose form, ``taobao`` or one that has a file in ``forms/``.
        customers: buyers who order at least once, 1 to 5,000,000.
        months: calendar months of history, the month of ``until`` included, 1 to 240.
        seed: another seed, another shop; 0 or more.
        until: the day on which the newest export is taken (its orders included), 2010-01-01 to 2100-12-31.
        overwrite: replace files of these names; without it their presence is an error.
        progress: called with (orders written, orders in all) as the work goes on.

    Raises:
        UsageError: an argument is out of range, or the platform is not known.
        Refused: a file of that name is there and ``overwrite`` is off.
        StoreError: the folder or a file cannot be written.
    """
    from crmkit.demo.shop import build_shop

    return build_shop(folder, platform, customers, months, seed, until, overwrite, progress)


def names_of(platform: str) -> tuple[str, ...]:
    """The files of a shop on ``platform``; ``UsageError`` when it is not known."""
    from crmkit.demo.shop import form_named, names_in

    return names_in(form_named(platform))
