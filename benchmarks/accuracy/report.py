"""The accuracy tables: ours first, the reference rows below them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.accuracy.bars import Held
from benchmarks.accuracy.churn import Backtest, Decision, Figures
from benchmarks.accuracy.holdout import Predicted

REFERENCE = tomllib.loads((Path(__file__).parent / "reference.toml").read_text(encoding="utf-8"))
COLUMNS = REFERENCE["everyone"]["columns"]
METHODS = {
    "recency": "crmkit: naive recency rule",
    "mbg_nbd": "crmkit: MBG/NBD, no labels",
    "past_rates": "crmkit: rates by recency and count",
    "classifier": "crmkit: trained",
}
LABELS = {
    "auc": "AUC", "pr_churn": "PR churn", "pr_return": "PR return", "lift": "lift", "brier": "Brier",
    "calibration_error": "ECE", "log_loss": "log loss", "total": "sum", "off": "sum off", "mae": "MAE", "rmse": "RMSE",
    "correlation": "r", "top_share": "top tenth",
}  # fmt: skip


def churn_tables(name: str, found: Backtest, decided: Decision, *, reference: bool = False) -> list[Table]:
    """All customers, then those active in the last 180 days."""
    tables = []
    learnt = ", ".join(day.isoformat() for day in reversed(found.learnt_on))
    for key, words, rows in (
        ("everyone", "all customers", found.everyone),
        ("active", "active 180 days", found.active),
    ):
        first = rows[0]
        title = f"{name}, {words}: {first.customers:,}, left {first.base_rate:.3f}; cutoff {found.cutoff}"
        title += f", learnt on {learnt}"
        tables.append(
            _table(title, COLUMNS, [(METHODS[each.method], each) for each in rows], key if reference else None)
        )
    claim = "names customers" if decided.skilled else "gives the base rate, names nobody"
    tables[0].caption = f"crmkit uses {decided.method} and {claim}"
    return tables


def holdout_table(found: Sequence[Predicted]) -> Table:
    """Weeks 40 to 78."""
    columns = REFERENCE["holdout"]["columns"]
    ours = [(f"crmkit: {each.method}", each) for each in found]
    return _table("CDNOW sample, purchases in weeks 40 to 78", columns, ours, "holdout")


def bars_table(held: Sequence[Held]) -> Table:
    """Every bar, what was measured, the verdict."""
    table = Table(title="bars of accuracy")
    for column in ("measure", "measured", "bar", "verdict"):
        table.add_column(column, justify="left" if column in ("measure", "verdict") else "right")
    for each in held:
        verdict = "[green]kept[/]" if each.kept else "[bold red]MISSED[/]"
        table.add_row(each.measure, f"{each.value:.4f}", each.bar, verdict)
    return table


def show(tables: Sequence[Table]) -> None:
    """Print them."""
    console = Console(width=max(120, Console().width))
    for table in tables:
        console.print(table)


def _table(
    title: str, columns: Sequence[str], ours: Sequence[tuple[str, Figures | Predicted]], key: str | None
) -> Table:
    table = Table(title=title)
    table.add_column("method")
    for column in columns:
        table.add_column(LABELS[column], justify="right")
    for method, figures in ours:
        table.add_row(f"[bold]{method}[/]", *(_cell(column, getattr(figures, column)) for column in columns))
    if key is not None:
        predictions: dict[str, Any] = REFERENCE[key]
        for method, values in predictions["rows"].items():
            cells = dict(zip(predictions["columns"], values, strict=False))
            table.add_row(method, *(_cell(column, cells.get(column)) for column in columns))
    return table


def _cell(column: str, value: float | None) -> str:
    if value is None or value != value:
        return ""
    return {"total": f"{value:,.1f}", "off": f"{value:+.1%}", "lift": f"{value:.2f}"}.get(column, f"{value:.4f}")
