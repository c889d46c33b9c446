"""What there is to know of a file that was read: what reading found by itself, and what its account shows.

The same facts are reported by the account of a load and, kept in the ledger, by every answer from the file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import cast

from crmkit.ingest.findings import Finding
from crmkit.ingest.forms.forms import money_fen
from crmkit.ingest.line_counts import Reject
from crmkit.ingest.merging.join import Verdicts
from crmkit.ingest.staging.staged import Staged

MONEY = {"orders": ("paid", "gross", "due", "goods_due"), "items": ("paid",), "refunds": ("refund",)}
"""Where the money of a row stands, by the kind of its table; the first that can be read counts."""


def headers_of(staged: Staged) -> Mapping[str, str]:
    """The file's own header of each canonical column."""
    layout = staged.match.layout
    return {column: layout.header[position].strip() for column, position in layout.cells.items()}


def cells_of(reject: Reject, staged: Staged) -> Sequence[str] | None:
    """The cells of a quarantined row; ``None`` where they are not one for each header, or are no longer available."""
    if reject.reason in ("line_too_long", "nul_byte", "cut_off") or not reject.raw:
        return None
    text = decoded(reject.raw, staged.encoding).rstrip("\r\n")
    delimiter = "\t" if staged.encoding == "xlsx" else staged.match.layout.delimiter
    if delimiter == " ":
        cells = text.split()
    else:
        try:
            rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter))
        except (csv.Error, TypeError):
            return None
        cells = rows[0] if len(rows) == 1 else []
    return cells if len(cells) == staged.match.layout.width else None


def amounts_of(staged: Staged) -> tuple[Decimal | None, ...]:
    """The money of each quarantined row, in yuan, where it can be read."""
    layout = staged.match.layout
    places = [layout.cells[column] for column in MONEY.get(staged.kind, ()) if column in layout.cells]
    return tuple(_amount(cells_of(reject, staged), places) for reject in staged.line_counts.rejects)


def examined(staged: Staged, verdicts: Verdicts, amounts: Sequence[Decimal | None]) -> tuple[Finding, ...]:
    """Everything that an answer from the file has to report; what reading found by itself is not reported again."""
    known = {finding.code for finding in staged.findings}
    shown = (finding for finding in _shown(staged, verdicts) if finding.code not in known)
    return (*_quarantined(staged, amounts), *staged.findings, *shown)


def _quarantined(staged: Staged, amounts: Sequence[Decimal | None]) -> Iterator[Finding]:
    """Lines in quarantine by reason and column, each with the money that can be read of them."""
    headers = headers_of(staged)
    groups: dict[tuple[str, str], list[tuple[Reject, Decimal | None]]] = {}
    for reject, amount in zip(staged.line_counts.rejects, amounts, strict=True):
        groups.setdefault((reject.reason, reject.column or ""), []).append((reject, amount))
    for (reason, column), group in sorted(groups.items()):
        readable = [amount for _, amount in group if amount is not None]
        yield Finding(
            "quarantined",
            rows=sum(reject.lines for reject, _ in group),
            amount=sum(readable, Decimal(0)) if readable else None,
            line=min(reject.line for reject, _ in group),
            column=headers.get(column, column) or None,
            value=reason,
        )


def _shown(staged: Staged, verdicts: Verdicts) -> Iterator[Finding]:
    """What the account and the survey of the file show."""
    if staged.line_counts.padded:
        yield Finding("padded", staged.line_counts.padded)
    if staged.keyless and not staged.no_id:
        yield Finding("ids_destroyed" if staged.kind == "orders" else "ids_unjoined", staged.keyless)
    if staged.kind != "orders":
        return
    if early := staged.count("paid_too_early"):
        money = cast("Decimal | None", None if staged.lines else staged.survey["paid_too_early_money"])
        order = cast("str | None", staged.survey["paid_too_early_order"])
        yield Finding("paid_too_early", early, money, column=headers_of(staged).get("paid_at"), value=order)
    if verdicts.elsewhere:
        yield Finding("orders_elsewhere", verdicts.elsewhere)
    if verdicts.differing:
        yield Finding(
            "rows_contradict", verdicts.differing, cast("Decimal | None", staged.survey.get("differing_money"))
        )
    if staged.count("refunded") and staged.match.dialect.basis == "check" and staged.basis == "unclear":
        yield Finding("basis_unclear", staged.count("refunded"), column=headers_of(staged).get("paid"))


def _amount(cells: Sequence[str] | None, places: Sequence[int]) -> Decimal | None:
    for place in places if cells is not None else ():
        try:
            fen = money_fen(cells[place])  # type: ignore[index]
        except ValueError:
            continue
        if fen is not None:
            return Decimal(fen) / 100
    return None


def decoded(raw: bytes, encoding: str) -> str:
    """The text of a line's bytes, whatever they are."""
    for name in ("utf-8", encoding):
        try:
            return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")
