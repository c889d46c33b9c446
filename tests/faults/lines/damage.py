"""Damaged exports: what comes out was in the sound file, and the account closes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from tests.faults import warm
from tests.faults.damages import DAMAGES, WRONG
from tests.faults.line import Amount, chance

TITLE = "32 damages to 4 reports in 4 encodings: the account closes, no row is silently wrong"
EXAMPLES = Path(__file__).parents[3] / "examples"
REPORTS = {"orders": "kept_orders.sql", "items": "items.sql", "refunds": "refunds.sql", "customers": "members.sql"}
FACTS = {
    "orders": ("id", "buyer", "created_at", "due", "net", "refund"),
    "items": ("order_key", "net", "quantity"),
    "refunds": ("order_key", "amount"),
    "customers": ("nick",),
}
"""What a row must have from the sound file: who, when and how much."""
ENCODINGS = ("utf-8", "gb18030", "utf-8-sig", "utf-16")
SIZE = 40
Rows = Counter[tuple[Any, ...]]


def cases(amount: Amount) -> Iterator[str]:
    for number, damage in enumerate(DAMAGES):
        for turn, report in enumerate(REPORTS):
            for encoding in ENCODINGS:
                if amount.is_long or (number % 2 == turn % 2 and encoding == ENCODINGS[(number + turn) % 4]):
                    yield f"{report}, {encoding}: {damage}"


def check(case: str, folder: Path, seed: int) -> None:
    place, _, damage = case.partition(": ")
    report, encoding = place.split(", ")
    text = "\n".join(DAMAGES[damage](list(_lines(report)), chance(seed, case))) + "\n"
    path = folder / f"{report}.csv"
    path.write_bytes(text.encode(encoding))
    found = warm.call(_read, folder, path, report)
    if damage not in WRONG:
        most = 2 if damage in ("line twice", "two files in one") else 1
        strange = [row for row, times in (found or {}).items() if times > most * _sound(report)[row]]
        assert not strange, f"silently wrong: {strange[:3]}"


@cache
def _lines(report: str) -> tuple[str, ...]:
    return tuple((EXAMPLES / f"{report}.csv").read_bytes().decode("gb18030").splitlines()[:SIZE])


@cache
def _sound(report: str) -> Rows:
    from tests.faults.scene import scratch

    path = scratch() / f"{report}.csv"
    path.write_text("\n".join(_lines(report)) + "\n", encoding="utf-8")
    return warm.call(_read, scratch() / "sound", path, report)


def _read(folder: Path, path: Path, report: str) -> Rows | None:
    """The rows that come out, whose account closes; ``None`` when the file is refused. In a process of its own."""
    from tests.ingest.load_case import ask, fresh, keep

    from crmkit.errors import InputError

    store = fresh(folder / "shop")
    try:
        keep(store, path)
    except InputError:
        return None
    rows = ask(store, REPORTS[report])
    return Counter(tuple(row[name] for name in FACTS[report] if name in row) for row in rows)
