"""Rows that name two currencies: a sign beside an amount that is none of the column's, or of another amount's."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

from crmkit.ingest.forms.forms import SHARED_SIGNS, currency_code
from crmkit.ingest.typing.typing import Typing
from crmkit.store.workspace import Workspace

AMOUNTS = ("paid", "gross", "due", "price", "refund")
"""Where signs are looked for, the amount that counts first."""


def find_two_currencies(typing: Typing, workspace: Workspace) -> None:
    """Note the rows of the view ``raw`` whose cells name currencies that contradict each other."""
    cells = typing.match.layout.cells
    amounts = [name for name in AMOUNTS if name in cells]
    typing.met.two_currencies.clear()
    if len(amounts) + ("currency" in cells) < 2:
        return
    named = "currency_name(currency)" if "currency" in cells else "null"
    signs = [f"case when {name} <> '' then currency_sign({name}) end" for name in amounts]
    money = f"sum(coalesce({', '.join(f'yuan({name})' for name in amounts)}))::decimal(38, 2)"
    rows = cast(
        "list[tuple[list[str | None], int, Decimal | None]]",
        workspace.execute(
            f"select [{', '.join([named, *signs])}] as named, count(*), {money} from raw "  # noqa: S608 - our own names
            "where not is_skipped group by named order by named"
        ),
    )
    found: dict[str, tuple[int, Decimal | None]] = {}
    for row, count, amount in rows:
        names = [name for name in dict.fromkeys(row) if name is not None]
        if contradict(names):
            before, sum_before = found.get(" / ".join(names), (0, None))
            both = [each for each in (sum_before, amount) if each is not None]
            found[" / ".join(names)] = before + count, sum(both, Decimal(0)) if both else None
    typing.met.two_currencies.extend((names, *counted) for names, counted in found.items())


def contradict(names: list[str]) -> bool:
    """Whether no currency is known by all of the ``names``; a word that nothing is known of contradicts nothing."""
    meant = [set(SHARED_SIGNS.get(name, (currency_code(name),))) - {None} for name in names]
    known = [codes for codes in meant if codes]
    return len(known) > 1 and not set.intersection(*known)
