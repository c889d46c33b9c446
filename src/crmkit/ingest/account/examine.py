"""What there is to know of a file that was read: what reading found by itself, and what its account shows.

The same facts are reported by the account of a load and, kept in the ledger, by every answer from the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import cast

from crmkit.ingest.findings import Finding
from crmkit.ingest.merging.join import Verdicts
from crmkit.ingest.staging.staged import Staged


def headers_of(staged: Staged) -> Mapping[str, str]:
    """The file's own header of each canonical column."""
    layout = staged.match.layout
    return {column: layout.header[position].strip() for column, position in layout.cells.items()}


def examined(staged: Staged, verdicts: Verdicts) -> tuple[Finding, ...]:
    """Everything that an answer from the file has to report; what reading found by itself is not reported again."""
    known = {finding.code for finding in staged.findings}
    shown = (finding for finding in _shown(staged, verdicts) if finding.code not in known)
    return (*_quarantined(staged), *staged.findings, *shown)


def _quarantined(staged: Staged) -> Iterator[Finding]:
    """Lines in quarantine by reason and column, each with the money that can be read of them."""
    headers = headers_of(staged)
    for (reason, column), sum_ in sorted(staged.line_counts.rejects.sums.items()):
        shown = headers.get(column, column) or None
        yield Finding("quarantined", rows=sum_.lines, amount=sum_.amount, line=sum_.line, column=shown, value=reason)


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
