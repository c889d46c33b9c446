"""Whether the amounts of a file are before or after refunds: as its dialect says, or as its refunded rows prove."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from crmkit.ingest.headers.dialect import shipped
from crmkit.ingest.staging.staged import Staged

IDENTITY_SHARE = 0.95
MONEY_SHARE = 2 / 3
"""Without an amount due the proof is weaker: a refund of just half leaves as much as it took."""


def settle_basis(staged: Staged) -> None:
    """Decide whether amounts are before refunds; of a file that had to prove it the proof is reported, or its lack."""
    staged.basis, proven = _basis(staged)
    finds = staged.match.dialect.basis == "find"
    staged.is_gross = staged.basis == "gross" or (staged.basis == "unclear" and finds)
    if finds and staged.count("refunded"):
        code = "basis_guessed" if staged.basis == "unclear" else f"basis_{staged.basis}"
        staged.add_finding(code, proven, cast(Decimal, staged.survey["refund_total"]))


def report_missing_refunds(staged: Staged) -> None:
    """Report an export that is known to give amounts before refunds and says of none how much it was."""
    dialect = staged.match.dialect
    if dialect.basis == "gross" and "refund" not in staged.match.layout.cells and not staged.count("returns"):
        reads_refunds = any(one.kind == "refunds" and one.platform == dialect.platform for one in shipped())
        value = None if reads_refunds else dialect.platform  # which a table of refunds has to be read with
        staged.add_finding("refunds_missing", staged.count("records"), value=value)


def report_missing_status(staged: Staged) -> None:
    """Report a table of a platform whose column of states is not in this export: everything in it counts as paid."""
    match = staged.match
    if "status" in match.dialect.columns and "status" not in match.layout.cells:
        staged.add_finding("status_missing", staged.count("records"))


def _basis(staged: Staged) -> tuple[str, int]:
    """``net`` or ``gross`` as the dialect says or the refunded rows prove, and how many of them prove it.

    ``unclear`` when they prove neither, and how many rows are in question.
    """
    declared, refunded = staged.match.dialect.basis, staged.count("refunded")
    if declared in ("net", "gross"):
        return declared, refunded
    if not refunded:
        return "net", 0
    if staged.count("net_like") and staged.count("gross_like"):
        both = staged.count("net_like") + staged.count("gross_like")
        if max(staged.count("net_like"), staged.count("gross_like")) < IDENTITY_SHARE * both:
            return "unclear", refunded  # the rows prove the one and the other
    for proofs, net, gross, share in (
        ("compared", "net_like", "gross_like", IDENTITY_SHARE),
        (None, "beyond_paid", "all_paid", MONEY_SHARE),
    ):
        evaluated = staged.count(proofs) if proofs else staged.count(net) + staged.count(gross)
        if evaluated and staged.count(net) >= share * evaluated:
            return "net", staged.count(net)
        if evaluated and staged.count(gross) >= share * evaluated:
            return "gross", staged.count(gross)
    return "unclear", refunded
