"""Command lines that answer, of every command, and the formats each can be asked in."""

from __future__ import annotations

TABLES = ("table", "csv", "tsv", "json", "ndjson", "md", "xlsx", "parquet")
SQL = "SELECT * FROM orders ORDER BY 1"
ANSWERS: dict[str, tuple[str, ...]] = {
    "load": ("load", "in/first.csv"),
    "files": ("files",),
    "rejects": ("rejects",),
    "profile": ("profile",),
    "profile detail": ("profile", "--detail"),
    "tags": ("tags",),
    "tags detail": ("tags", "--detail"),
    "segment": ("segment",),
    "segment detail": ("segment", "--detail"),
    "tiers": ("tiers",),
    "tiers detail": ("tiers", "--detail"),
    "churn detail": ("churn", "--detail"),
    "value detail": ("value", "--detail"),
    "repurchase": ("repurchase",),
    "repurchase by product": ("repurchase", "--by", "product"),
    "remind detail": ("remind", "--detail"),
    "waiting": ("waiting",),
    "cohort": ("cohort",),
    "trend": ("trend",),
    "snapshots": ("snapshots",),
    "diff": ("diff", "old"),
    "audiences": ("audiences",),
    "member": ("member", "--detail"),
    "calendar": ("calendar", "--from", "2024-07-01"),
    "inspect": ("inspect", "--where", "net_spend>=100"),
    "runs": ("runs",),
    "check": ("check",),
    "assert": ("assert", "--month", "2024-11", "--paid", "1.00"),
    "privacy": ("privacy",),
    "sql": ("sql", SQL),
    "explain": ("explain", "net_sales"),
    "doctor": ("doctor",),
    "config": ("config", "show"),
    "customer": ("customer", "昵称乙1"),
}
"""Each is asked in all of ``TABLES``; an answer may be that there is not enough data."""
PLAIN: dict[str, tuple[str, ...]] = {
    "digest": ("digest",),
    "digest html": ("digest", "--html"),
    "schema": ("schema", "segment"),
    "cron": ("cron", "in/weekly.toml"),
    "help": ("help", "where"),
}
"""These have one format of their own."""
EXPECTED = (0, 1, 2, 4)
"""Done, a condition that holds (``doctor``), not asked as one may of this shop, not enough data."""
