"""The currency of amounts: signs and codes become codes, rows in another currency are left out and reported."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from crmkit.ingest.forms.forms import CODES, SHARED_SIGNS, currency_code
from crmkit.ingest.staging.sight import look_at
from crmkit.ingest.staging.staged import Staged
from crmkit.store.workspace import Workspace


def name_currencies(staged: Staged, workspace: Workspace) -> None:
    """Signs become codes (``$`` is USD); amounts without a sign are of the file's one currency.

    Yuan that the file names are named: a refund in dollars is none of theirs.
    """
    own = staged.match.dialect.said.currency
    if own is not None:
        _add_currency(staged, workspace)
        fill = f"update {staged.table} set currency = $own where currency is null"  # noqa: S608 - our own name
        workspace.execute(fill, {"own": own})
    found = workspace.execute("select distinct currency from staged where currency is not null")
    staged.has_currency = own is not None or bool(found)
    if not found:
        return
    signs = sorted(cast(str, sign) for (sign,) in found)
    codes = {sign: _code_of(sign, own) for sign in signs}
    if len(set(codes.values())) == 1:  # a blank one is the same: further rows of an order have none
        code = codes[signs[0]]
        workspace.execute(
            f"update {staged.table} set currency = $code where currency is distinct from $code",  # noqa: S608 - our own name
            {"code": code},
        )
    for sign, code in codes.items() if len(set(codes.values())) > 1 else ():
        workspace.execute(
            f"update {staged.table} set currency = $code where currency = $sign",  # noqa: S608 - our own name
            {"sign": sign, "code": code},
        )
    priced = "select distinct coalesce(currency, 'CNY') from staged where net > 0 or refund > 0 order by 1"
    staged.currencies = tuple(cast(str, code) for (code,) in workspace.execute(priced))


def name_refund_currencies(staged: Staged, workspace: Workspace) -> None:
    """The same of refund cases: a sign that several currencies share stays, for the order decides which one it is.

    What no currency is known by is left out, as where there is none: it is most likely the order's.
    """
    own = staged.match.dialect.said.currency
    for (found,) in workspace.execute("select distinct currency from staged order by 1"):
        sign = cast("str | None", found)
        code = own if sign is None else sign if own is None and sign in SHARED_SIGNS else _code_of(sign, own)
        workspace.execute(
            f"update {staged.table} set currency = $code where currency is not distinct from $sign",  # noqa: S608 - our own name
            {"sign": sign, "code": code if code in SHARED_SIGNS or code in CODES else None},
        )


def leave_out_others(staged: Staged, currency: str, workspace: Workspace) -> None:
    """Leave out the rows in other currencies; the amounts of each are reported, for they cannot be added up."""
    others = "where part < 4 and coalesce(currency, 'CNY') <> $currency"
    sums = "coalesce(currency, 'CNY'), count(*), sum(case when part = 1 then refund else net end)::decimal(38, 2)"
    found = cast(
        "list[tuple[str, int, Decimal]]",
        workspace.execute(
            f"select {sums} from staged {others} group by 1 order by 1",  # noqa: S608 - our own words
            {"currency": currency},
        ),
    )
    for code, rows, amount in found:
        staged.add_finding("currency_mixed" if staged.has_currency else "currency_missing", rows, amount, code)
    if found:
        _add_currency(staged, workspace)
        workspace.execute(
            f"update {staged.table} set part = 4 where coalesce(currency, 'CNY') <> $currency",  # noqa: S608 - our own name
            {"currency": currency},
        )


def _add_currency(staged: Staged, workspace: Workspace) -> None:
    """Give the rows of a file without currencies a column for one."""
    if "currency" not in workspace.columns(staged.table):
        workspace.execute(f"alter table {staged.table} add column currency varchar")
        look_at(staged.table, staged, workspace)


def _code_of(sign: str, own: str | None) -> str:
    """What a sign stands for: of a sign that several currencies share, the one that the dialect names."""
    if own is not None and own in SHARED_SIGNS.get(sign, ()):
        return own
    return currency_code(sign) or sign.upper()
