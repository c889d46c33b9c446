"""Which tags each customer has, as of a day: yes, no or not known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from crmkit.customers.conditions.past.answers import build_answers
from crmkit.customers.conditions.tags import Tag
from crmkit.customers.conditions.where import Where
from crmkit.customers.traits.build import build
from crmkit.customers.traits.catalog import TRAITS
from crmkit.errors import UsageError
from crmkit.store.predicate import All, Predicate, columns_of, measures_of
from crmkit.store.store import Store


def build_tags(
    store: Store, as_of: date, tags: Sequence[Tag], *, built: Sequence[str] | None = None
) -> tuple[str, ...]:
    """Build the temporary table ``trait_tags``: a row per customer, a nullable flag per tag, and the text ``tags``.

    That text names the tags that hold by their codes, in the order of ``tags``, with commas between them; null where
    none does. ``built`` are temporary tables of traits that are there already, the first of which says who is
    a customer; without them those that the tags need are built for every customer. Returns the traits in the tags'
    rules that are known of no customer.

    Raises:
        UsageError: the rules name segments of two maps.
    """
    whole = All(tuple(tag.predicate for tag in tags))
    names = columns_of(whole)
    tables = build(store, names, as_of, segments=_segments(whole)) if built is None else built
    answers = build_answers(store, measures_of(whole), as_of)
    people = store.people((*tables, *answers), [name for name in names if TRAITS[name].source is None])
    people.table("trait_tags", {tag.code: tag.predicate for tag in tags}, "tags")
    return tuple(name for name, count in people.known(names).items() if not count)


def _segments(rules: Predicate) -> str:
    """The segment map that the rules are about."""
    try:
        return Where("", rules).segments
    except UsageError as problem:
        problem.where = None  # it was no ``--where``
        raise
