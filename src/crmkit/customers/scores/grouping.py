"""Groups of customers with their sums, and the rows that a segment table shows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, cast

from crmkit.models.shares import average, shares, yuan
from crmkit.result import Record

Marks = tuple[object, ...]


@dataclass(slots=True)
class Sums:
    """What is added up over the customers of a group; money in fen."""

    customers: int = 0
    net_fen: int = 0
    recency_days: int = 0
    frequency: int = 0
    monetary_fen: int = 0

    def add(self, customers: int, net_fen: int, recency_days: int, frequency: int, monetary_fen: int) -> None:
        """Add the sums of some customers."""
        self.customers += customers
        self.net_fen += net_fen
        self.recency_days += recency_days
        self.frequency += frequency
        self.monetary_fen += monetary_fen


@dataclass(frozen=True, slots=True)
class Group:
    """One segment as it is printed: ``description`` is the advice or what the group is like.

    ``brief`` is the advice in few words. ``marks`` are further cells that identify it (the three bits).
    """

    code: str
    label: str
    description: str
    marks: Marks = ()
    sums: Sums = field(default_factory=Sums)
    brief: str | None = None


@dataclass(frozen=True, slots=True)
class Division:
    """All customers parted into groups.

    ``place`` gives a customer's group and the marks of a customer row (scores, bits) from R, F and M;
    ``mark_columns`` names the marks of a group, ``customer_mark_columns`` those of a customer,
    ``description_column`` what is said of a group.
    """

    groups: Sequence[Group]
    place: Callable[[int, int, int], tuple[Group, Marks]]
    mark_columns: tuple[str, ...] = ()
    customer_mark_columns: tuple[str, ...] = ()
    description_column: Literal["advice", "cluster_profile"] = "advice"


def summary_columns(division: Division) -> tuple[str, ...]:
    """The columns of ``summary_rows``."""
    return (
        "segment_code",
        "segment",
        *division.mark_columns,
        "customers",
        "customer_share",
        "net_sales",
        "net_sales_share",
        "avg_recency_days",
        "avg_purchase_days",
        "avg_net_spend",
        *(("advice_short",) if division.description_column == "advice" else ()),
        division.description_column,
    )


def summary_rows(division: Division) -> list[Record]:
    """One row per group, empty ones too: customers and money with their shares, averages, a description."""
    groups = division.groups
    customer_shares = shares([group.sums.customers for group in groups])
    money_shares = shares([group.sums.net_fen for group in groups])
    rows: list[Record] = []
    for group, customer_share, money_share in zip(groups, customer_shares, money_shares, strict=True):
        sums = group.sums
        rows.append(
            (
                group.code,
                group.label,
                *group.marks,
                sums.customers,
                customer_share,
                yuan(sums.net_fen),
                money_share,
                average(sums.recency_days, sums.customers, places=1),
                average(sums.frequency, sums.customers, places=2),
                average(sums.monetary_fen, sums.customers, places=2, scale=2),
                *((group.brief,) if division.description_column == "advice" else ()),
                group.description,
            )
        )
    return rows


def customer_columns(division: Division) -> tuple[str, ...]:
    """The columns of ``customer_rows``."""
    return (
        "customer",
        "last_purchase_on",
        "recency_days",
        "purchase_days",
        "net_spend",
        *division.customer_mark_columns,
        "segment_code",
        "segment",
    )


def customer_rows(division: Division, customers: Iterable[Record]) -> list[Record]:
    """One row per customer, in the order given: customer, last day, R, F, M in fen, key."""
    rows: list[Record] = []
    for customer, last_purchase_on, recency, frequency, monetary, _key in cast(
        "Iterable[tuple[str, date, int, int, int, int]]", customers
    ):
        group, marks = division.place(recency, frequency, monetary)
        rows.append((customer, last_purchase_on, recency, frequency, yuan(monetary), *marks, group.code, group.label))
    return rows
