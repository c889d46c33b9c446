"""What the status words of one file mean: learnt from its rows, the owner's own words first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crmkit.ingest.forms.words import meanings, normal
from crmkit.ingest.typing.typing import Typing
from crmkit.ingest.typing.undecided import texts_of
from crmkit.store.workspace import Workspace

WENT_BACK: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "orders": ("refund_status", ("refunded",)),
    "refunds": ("status", ("refunded", "done")),
}
"""The column that says whether money went back, and the states of the owner's words that say it did."""
SALE_TYPES = (
    "sale",
    "sales",
    "purchase",
    "charge",
    "verkauf",
    "vente",
    "venta",
    "vendita",
    "销售",
    "购买",
    "消费",
    "销售单",
)
REFUND_TYPES = (
    *("refund", "return", "returns", "credit", "credit note", "creditnote", "credit memo", "sales return", "refunds"),
    *("erstattung", "gutschrift", "retoure", "remboursement", "avoir", "reembolso", "devolución", "rimborso"),
    *("退款", "退货", "退货退款", "退款单", "退货单", "销售退货"),
)
"""Words of a column that says what kind of row it is, where both kinds stand in it."""
MOST_WORDS = 1000
"""A status column of more different texts is none."""


def has_status(typing: Typing) -> bool:
    """Whether its rows have a status that the engine joins with its words."""
    return typing.match.dialect.kind in ("orders", "items") and "status" in typing.match.layout.cells


def row_types(typing: Typing, sample: Sequence[str], workspace: Workspace) -> set[str]:
    """The words of a status that says what kind of row it is; none unless some are of sales and others of refunds.

    ``sample`` is of the first rows: where none of them says either, the rest is not asked.
    """
    first = {text.strip().casefold() for text in sample}
    if not has_status(typing) or typing.match.dialect.rows != "check" or first.isdisjoint(SALE_TYPES + REFUND_TYPES):
        return set()
    query = f"select distinct status from raw order by status limit {MOST_WORDS}"  # noqa: S608 - our own number
    words = {text.strip().casefold() for text in texts_of(workspace.execute(query))}
    return words if not words.isdisjoint(SALE_TYPES) and not words.isdisjoint(REFUND_TYPES) else set()


def unknown_statuses(table: str, workspace: Workspace) -> list[str]:
    """Status texts of the typed table that no word stands for yet."""
    return texts_of(
        workspace.execute(
            f"select distinct status_raw as text from {table} where status = 0 "  # noqa: S608 - our own name
            f"except select word from status_words order by text limit {MOST_WORDS}"
        )
    )


def learn(texts: Sequence[str], typing: Typing, workspace: Workspace) -> bool:
    """Understand status texts; whether there was one to understand."""
    found = meanings(texts, typing.match.dialect.statuses)
    if found:
        rows = [[text, *meaning] for text, meaning in found]
        workspace.insert(
            "insert into status_words select $1, $2, $3, $4 where $1 not in (select word from status_words)", rows
        )
    return bool(found)


def own_states(typing: Typing, workspace: Workspace) -> dict[str, object]:
    """The owner's words for states of a refund as the file writes them: 2 where money went back, else 1."""
    own, (column, went_back) = typing.match.dialect.statuses, WENT_BACK[typing.match.dialect.kind]
    spelt: list[str] = []
    if own and column in typing.match.layout.cells:
        query = f"select distinct bare({column}) as word from raw order by word limit {MOST_WORDS}"  # noqa: S608 - our own
        spelt = texts_of(workspace.execute(query))
        typing.met.words.update(spelt)
    states = {normal(word): state for word, state in own.items()}
    known = {word: states[normal(word)] for word in spelt if normal(word) in states}
    return {"own_words": list(known), "own_states": [2 if each in went_back else 1 for each in known.values()]}
