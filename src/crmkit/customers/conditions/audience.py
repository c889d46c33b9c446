"""The audience of an answer: the customers that match a condition as of its day, or all.

Thresholds, models and backtests always use all customers; a condition selects which are counted.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from importlib.resources import files
from typing import TYPE_CHECKING, ParamSpec, cast

from crmkit.customers.conditions.past.answers import build_answers
from crmkit.customers.conditions.past.measures import Bought
from crmkit.customers.conditions.where import Where, read_where
from crmkit.customers.conditions.writing import written
from crmkit.customers.traits.catalog import TRAITS
from crmkit.customers.window import Counted, Window, count_purchases, counted_in, require_customers, window_of
from crmkit.errors import NotEnoughError
from crmkit.result import Note, Result
from crmkit.store.matching import People
from crmkit.store.predicate import All, Compare, Measured, OneOf, Predicate, columns_of, leaves, measures_of, traits_of
from crmkit.store.store import Store
from crmkit.vocabulary import word

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SQL = files("crmkit.customers.conditions")
MOST_COMPARED, MOST_NAMED = 1000, 8
"""How many values of a trait are searched for the nearest, and how many are named, where no customer has the value."""
OF_THE_SHOP = ("shop_purchases", "shop_net_sales")
"""Facts that stand beside those of identified customers, and say nothing beside those of an audience."""
Asked = ParamSpec("Asked")


@dataclass(frozen=True, slots=True)
class Audience:
    """The customers of ``store`` that ``where`` holds for, ``customers`` of ``everyone``; without it everybody.

    ``unknown`` traits are known of no customer. The keys are in the temporary table ``audience``.
    """

    store: Store
    where: Where | None = None
    as_of: date | None = None
    customers: int = 0
    everyone: int = 0
    unknown: tuple[str, ...] = ()

    @property
    def place(self) -> str | None:
        """How errors name the condition."""
        return None if self.where is None else f"--where '{self.where.short}'"

    def keep(self, table: str) -> None:
        """Drop everybody else from a temporary table."""
        if self.where is not None:
            self.store.keep_audience(table)

    def counted(self, window: Window) -> Counted:
        """The purchases in the window."""
        if self.where is None:
            return counted_in(self.store, window)
        with self.store.narrowed():
            return count_purchases(self.store, window)

    def among(self, keys: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
        """Who of ``keys`` belongs to it."""
        import numpy as np

        if self.where is None:
            return np.ones(len(keys), dtype=bool)
        return np.isin(keys, self.store.arrays(SQL / "audience.sql")["customer_key"])

    def annotated(self, result: Result, *, caveat: str = "audience_of_all") -> Result:
        """``result`` with notes on the customers it counts; unchanged when these are all."""
        if self.where is None:
            return result
        counts = {"customers": self.customers, "everyone": self.everyone, "condition": self.where.text}
        notes = [Note("audience", counts), Note(caveat, {"as_of": self.as_of})]
        if self.unknown:
            notes.append(Note("audience_unknown", {"names": ", ".join(self.unknown)}))
        own = {name: value for name, value in result.facts.items() if name not in OF_THE_SHOP}
        return replace(
            result,
            params={**result.params, "where": self.where.text},
            facts={"audience_customers": self.customers, **own},
            notes=(*notes, *result.notes),
        )


def choose(store: Store, where: Where | str | None, as_of: date | str | None) -> Audience:
    """The customers that ``where`` holds for by what is known of them on ``as_of``; everybody when it is ``None``.

    Args:
        store: an open store, not narrowed.
        where: a condition, as text or read before.
        as_of: the last day that is known; the last day of a purchase when ``None``.

    Raises:
        UsageError: the condition is none.
        NotEnoughError: no order at all, or no customer who matches.
    """
    if where is None:
        return Audience(store)
    from crmkit.customers.traits.build import build  # an answer about everybody need not wait for it

    asked = read_where(where) if isinstance(where, str) else where
    window = window_of(store, as_of, None)
    day = window.as_of
    names = columns_of(asked.predicate)
    tables = build(store, names, day, segments=asked.segments, alone=True)
    answers = build_answers(store, measures_of(asked.predicate), day)
    people = store.people((*tables, *answers), [name for name in names if TRAITS[name].source is None])
    customers, everyone = people.choose(asked.predicate), people.count(All(()))
    unknown = _unknown(people, asked)
    if not everyone:
        require_customers(window, customers=0, purchases=count_purchases(store, window).purchases)
    if not customers:
        raise _no_match(store, people, asked, everyone, unknown)
    return Audience(store, asked, day, customers, everyone, unknown)


def of_audience(analysis: Callable[Asked, Result]) -> Callable[Asked, Result]:
    """Let ``analysis``, which takes ``where`` and ``as_of``, see the purchases of the audience alone."""

    @functools.wraps(analysis)
    def answer(*arguments: Asked.args, **asked: Asked.kwargs) -> Result:
        where = cast("Where | str | None", asked.get("where"))
        if where is None:
            return analysis(*arguments, **asked)
        store = cast("Store", arguments[0] if arguments else asked["store"])
        audience = choose(store, where, cast("date | str | None", asked.get("as_of")))
        try:
            with store.narrowed():
                return audience.annotated(analysis(*arguments, **asked), caveat="audience_today")
        except NotEnoughError as error:
            error.where = error.where or audience.place
            raise

    return answer


def _unknown(people: People, where: Where) -> tuple[str, ...]:
    """The traits, and those behind measures, that are known of no customer."""
    traits = {
        leaf.column: leaf.measure.trait if isinstance(leaf, Measured) else leaf.column
        for leaf in leaves(where.predicate)
    }
    return tuple(dict.fromkeys(traits[name] for name, counts in people.known(traits).items() if not counts))


def _no_match(store: Store, people: People, where: Where, everyone: int, unknown: tuple[str, ...]) -> NotEnoughError:
    """Why no customer matches, if one part of the condition alone explains it."""
    parts = where.predicate.parts if isinstance(where.predicate, All) else (where.predicate,)
    empty = next((part for part in parts if people.count(part) == 0), None)
    if empty is not None and set(traits_of(empty)) <= set(unknown):
        names = ", ".join(traits_of(empty))
        return NotEnoughError("audience_unknown", everyone=everyone, condition=where.short, names=names)
    code, part = "audience_empty", None
    if empty is not None and len(parts) > 1:
        code, part = "audience_part_empty", written(empty)
    there = _titles_there(store, empty) or _values_there(people, empty)
    return NotEnoughError(code, everyone=everyone, condition=where.short, part=part, there=there)


def _values_there(people: People, part: Predicate | None) -> str | None:
    """What a trait that was compared with a text holds instead: values spelt alike, else those of most customers."""
    asked = part.value if isinstance(part, Compare) else part.values[0] if isinstance(part, OneOf) else None
    if not isinstance(part, Compare | OneOf) or not isinstance(asked, str) or word(part.column).privacy == "personal":
        return None
    return _nearest(asked, people.values(part.column, MOST_COMPARED))


def _titles_there(store: Store, part: Predicate | None) -> str | None:
    """The titles of goods that were bought, where one was asked for that was not."""
    if not isinstance(part, Measured) or not isinstance(part.measure, Bought) or part.measure.is_sku:
        return None
    rows = store.query(SQL / "past" / "titles.sql", most=MOST_COMPARED).records
    return _nearest(part.measure.text, [str(title) for (title,) in rows])


def _nearest(asked: str, there: list[str]) -> str | None:
    """Those spelt alike, else the first ones."""
    near = get_close_matches(asked, there, n=MOST_NAMED) or there[:MOST_NAMED]
    more = " ..." if len(there) > len(near) else ""
    return ", ".join(near) + more if near else None
