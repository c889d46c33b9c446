"""crmkit: customer analytics over exported shop orders.

The library is the command line without the terminal: the same functions, the same answers.

    shop = crmkit.open(["orders.csv", "orders_recent.xlsx"])
    print(crmkit.segment(shop).rows)

Importing this package is light; a name is loaded when it is first used.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from crmkit.version import __version__

if TYPE_CHECKING:
    from datetime import datetime

    from crmkit.analyses.calendar.calendar import calendar
    from crmkit.analyses.churn.churn import churn
    from crmkit.analyses.cohort.cohort import cohort
    from crmkit.analyses.customer.customer import customer
    from crmkit.analyses.diff.diff import diff
    from crmkit.analyses.inspect.inspect import inspect
    from crmkit.analyses.member.member import member
    from crmkit.analyses.profile.profile import profile
    from crmkit.analyses.remind.remind import remind
    from crmkit.analyses.repurchase.repurchase import repurchase
    from crmkit.analyses.segment.segment import segment
    from crmkit.analyses.snapshots.snapshots import remove_snapshot, snapshot, snapshots
    from crmkit.analyses.tags.tags import tags
    from crmkit.analyses.tiers.tiers import tiers
    from crmkit.analyses.trend.trend import trend
    from crmkit.analyses.value.value import value
    from crmkit.analyses.waiting.waiting import waiting
    from crmkit.campaigns.audience.audience import audience
    from crmkit.campaigns.audience.kept import audiences, drop_audience
    from crmkit.campaigns.evaluate.evaluate import evaluate
    from crmkit.checks.check import check
    from crmkit.checks.totals.assert_total import assert_total
    from crmkit.deliver.backup.backup import backup
    from crmkit.deliver.backup.restore import restore
    from crmkit.deliver.export import export
    from crmkit.deliver.recipes.run import run
    from crmkit.deliver.report.report import report, save_report
    from crmkit.deliver.site.site import save_site
    from crmkit.demo import write_shop
    from crmkit.doors.sql.sql import sql
    from crmkit.errors import CrmError, ExitCode
    from crmkit.ingest.costs import read_costs
    from crmkit.ingest.drafts.draft import dialect
    from crmkit.ingest.staging.staged import Progress
    from crmkit.ingest.wishes import Pairs, Paths, Said, Skips
    from crmkit.privacy.forget.forget import forget
    from crmkit.privacy.held.held import personal_data
    from crmkit.privacy.prune.prune import prune
    from crmkit.privacy.pseudonyms import pseudonymous
    from crmkit.result import Note, Result
    from crmkit.store.shops import Names
    from crmkit.store.store import Store

__all__ = [
    "CrmError",
    "ExitCode",
    "Note",
    "Result",
    "Store",
    "__version__",
    "assert_total",
    "audience",
    "audiences",
    "backup",
    "calendar",
    "check",
    "churn",
    "cohort",
    "customer",
    "dialect",
    "diff",
    "drop_audience",
    "evaluate",
    "export",
    "forget",
    "inspect",
    "load",
    "member",
    "open",
    "personal_data",
    "profile",
    "prune",
    "pseudonymous",
    "read_costs",
    "remind",
    "remove_snapshot",
    "report",
    "repurchase",
    "restore",
    "run",
    "save_report",
    "save_site",
    "segment",
    "snapshot",
    "snapshots",
    "sql",
    "tags",
    "tiers",
    "trend",
    "value",
    "waiting",
    "write_shop",
]

_HOMES = {
    **dict.fromkeys(("CrmError", "ExitCode"), "crmkit.errors"),
    **dict.fromkeys(("Note", "Result"), "crmkit.result"),
    **dict.fromkeys(("snapshot", "remove_snapshot"), "crmkit.analyses.snapshots.snapshots"),
    **dict.fromkeys(("audiences", "drop_audience"), "crmkit.campaigns.audience.kept"),
    **{name: f"crmkit.campaigns.{name}.{name}" for name in ("audience", "evaluate")},
    **{name: f"crmkit.deliver.backup.{name}" for name in ("backup", "restore")},
    **{name: f"crmkit.privacy.{name}.{name}" for name in ("forget", "prune")},
    "Store": "crmkit.store.store",
    "assert_total": "crmkit.checks.totals.assert_total",
    "check": "crmkit.checks.check",
    "dialect": "crmkit.ingest.drafts.draft",
    "export": "crmkit.deliver.export",
    "personal_data": "crmkit.privacy.held.held",
    "pseudonymous": "crmkit.privacy.pseudonyms",
    "read_costs": "crmkit.ingest.costs",
    "run": "crmkit.deliver.recipes.run",
    **dict.fromkeys(("report", "save_report"), "crmkit.deliver.report.report"),
    "save_site": "crmkit.deliver.site.site",
    "sql": "crmkit.doors.sql.sql",
    "write_shop": "crmkit.demo",
}
"""Where names lie that are no analyses."""


def open(
    source: str | Path | Sequence[str | Path],
    /,
    *,
    map: Pairs | None = None,
    dialect: Paths | None = None,
    status: Pairs | None = None,
    skip: Skips | None = None,
    tz: str | None = None,
    time_format: str | None = None,
    decimal: str | None = None,
    currency: str | None = None,
    encoding: str | None = None,
    shop: Names = "",
    platform: Names = "",
    max_rejects: float = 0.05,
    strict: bool = False,
    memory: str | None = None,
    wait: float = 10,
    dialect_folder: Path | None = None,
    progress: Progress | None = None,
) -> Store:
    """A shop to ask questions of: the path of a store, or a list of export files.

    A store must exist. Files are read into memory and nothing is kept. Close it, or use it in a ``with`` block.

    Args:
        source: the path of a store, or export files: CSV, TSV, XLSX, or a zip of these.
        map: which header holds what, for a table that no dialect knows: ``{"amount": "金额"}`` or ``"amount=金额"``.
        dialect: files with dialects of the owner's own, which alone are to read the files.
        status: what status words mean: ``{"已送达": "done"}``; unpaid, paid, shipped, done, closed or refunded.
        skip: rows to leave out by column and value: ``{"订单类型": "测试"}``, ``[("订单类型", "测试")]``.
        tz: the shop's time zone, ``Asia/Shanghai`` by default.
        time_format: how times are written, as ``%d/%m/%Y %H:%M``.
        decimal: the mark before the cents, ``.`` or ``,``, for amounts that do not show it.
        currency: ask of the money in this currency alone, of files or of a store.
        encoding: the files' encoding; found per file when ``None``.
        shop: ask of this shop alone, or of these; also the shop of orders whose file names none.
        platform: ask of the shops on this platform alone, or on these.
        max_rejects: share (0..1) of quarantined lines above which a file is refused.
        strict: raise ``ConditionMet`` when a line was set aside.
        memory: how much the engine may use, as ``700MB``.
        wait: seconds to wait while another process holds the store.
        dialect_folder: where the owner's own dialects lie.
        progress: called with ``(name, bytes done, bytes in all, rows)`` now and then.

    Raises:
        CrmError: it cannot be opened or read, or a value makes no sense.
    """
    from crmkit.ingest.opening import opened

    said: Said = {
        "mapping": map, "dialect": dialect, "status": status, "skip": skip, "tz": tz, "time_format": time_format,
        "decimal": decimal, "currency": currency, "encoding": encoding, "max_rejects": max_rejects, "memory": memory,
        "dialect_folder": dialect_folder, "progress": progress,
    }  # fmt: skip
    return opened(source, said, wait=wait, strict=strict, shop=shop, platform=platform)


def load(
    store: str | Path,
    files: str | Path | Sequence[str | Path],
    *,
    map: Pairs | None = None,
    dialect: Paths | None = None,
    status: Pairs | None = None,
    skip: Skips | None = None,
    tz: str | None = None,
    time_format: str | None = None,
    decimal: str | None = None,
    currency: str | None = None,
    encoding: str | None = None,
    shop: str = "",
    max_rejects: float = 0.05,
    strict: bool = False,
    memory: str | None = None,
    wait: float = 10,
    dialect_folder: Path | None = None,
    progress: Progress | None = None,
    dry_run: bool = False,
    loaded_at: datetime | None = None,
) -> Result:
    """Read export ``files`` into the store at ``store``, made when it is not there, and return their account.

    ``files`` are paths, globs, or ``-``, read as by ``open``. With ``strict`` nothing is kept when a line went to
    quarantine, with ``dry_run`` in any case. ``loaded_at`` is the time that the ledger is to say.

    Raises:
        CrmError: a file cannot be read, the store was not to be had, or a value makes no sense; nothing changed.
    """
    from crmkit.ingest.load import load as read
    from crmkit.ingest.wishes import read_paths, read_wait

    return read(
        Path(store), read_paths(files), dry_run=dry_run, strict=strict, wait=read_wait(wait), loaded_at=loaded_at,
        mapping=map, dialect=dialect, status=status, skip=skip, tz=tz, time_format=time_format, decimal=decimal,
        currency=currency, encoding=encoding, shop=shop, max_rejects=max_rejects, memory=memory,
        dialect_folder=dialect_folder, progress=progress,
    )  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'crmkit' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, f"crmkit.analyses.{name}.{name}")), name)


def __dir__() -> list[str]:
    return sorted(__all__)
