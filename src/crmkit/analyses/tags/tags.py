"""Tags: how many customers each tag fits, fits not, or may fit, what they have paid, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import TypeAlias, cast

from crmkit.analyses.tags.screen import in_detail, on_screen
from crmkit.customers.conditions.audience import Audience, choose
from crmkit.customers.conditions.tagging import build_tags
from crmkit.customers.conditions.tags import Tag, all_tags, tags_of
from crmkit.customers.conditions.where import Where, read_where
from crmkit.customers.conditions.writing import written
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.rhythms.rhythms import rhythm_caveats, rhythm_found
from crmkit.customers.traits.history import History, reported_history
from crmkit.customers.traits.needs import NEEDS, listed, needs_of, needs_text
from crmkit.customers.window import caveats, require_customers, window_of
from crmkit.messages import Language
from crmkit.models.shares import rate, yuan
from crmkit.result import Frame, Note, Record, Result
from crmkit.store.predicate import traits_of
from crmkit.store.store import Store

SQL = files("crmkit.analyses.tags")
COLUMNS = (
    *("tag_code", "tag_group", "tag", "customers", "customer_share", "not_tagged", "unknown"),
    *("net_sales", "net_sales_share", "rule", "needs"),
)
CUSTOMER_COLUMNS = ("tag_code", "tag", "customer", "purchase_days", "net_spend", "last_purchase_on")

TagCounts: TypeAlias = tuple[int, int, int]
"""How many have a tag and how many have it not, and the fen of the former."""


@with_reading_notes
def tags(
    store: Store,
    *,
    as_of: date | str | None = None,
    tags: str | Path | None = None,
    detail: bool = False,
    where: Where | str | None = None,
    language: Language = "en",
) -> Result:
    """Show how many customers have each tag, do not have it, or may have it, with their money and the rule.

    Args:
        store: an open store.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        tags: a TOML file with your own tags beside the shipped ones.
        detail: one row per tag and customer who has it.
        where: a condition on customers, which may name these tags; only those who match are counted.
        language: of names, rules and what they need.

    Returns:
        One row per tag, the vocabulary in its order, then shorthands, then your own tags; or a list of customers,
        tag by tag, the biggest spenders first.

    Raises:
        UsageError: the file of tags or the condition is none.
        NotEnoughError: no identified customer, or none matches.
    """
    known = all_tags(None if tags is None else Path(tags))
    window = window_of(store, as_of, None)
    asked = read_where(where, tags_of(known)) if isinstance(where, str) else where
    audience = choose(store, asked, as_of)
    unknown = build_tags(store, window.as_of, known)
    history = _counted_history(store, audience)
    found = cast("list[tuple[int, ...]]", store.query(SQL / "totals.sql").records)
    ((customers, buyers, one_time, untagged, net_fen),) = found
    counts_of_tags = store.people(("trait_tags", "trait_bought")).tally([tag.code for tag in known], "net_fen")
    counted = audience.counted(window)
    require_customers(window, customers=customers, purchases=counted.purchases, where=audience.place)
    result = Result(
        name="tags",
        columns=CUSTOMER_COLUMNS if detail else COLUMNS,
        records=_list(store, known, language) if detail else _rows(known, counts_of_tags, customers, net_fen, language),
        as_of=window.as_of,
        params={"tags": None if tags is None else str(tags)},
        facts={
            **({"all_customers": customers} if audience.where is None else {}),
            **history.facts(customers - buyers),
            **{"untagged_customers": untagged, **counted.facts(yuan(net_fen))},
            **{"data_from": window.data_from, "data_to": window.data_to},
        },
        notes=(
            *caveats(window, counted, customers=buyers, one_time=one_time),
            *rhythm_caveats(rhythm_found(store, window.as_of), window),
            *history.notes(),
            *_lacking(_open_questions(known, counts_of_tags, customers), unknown, language),
        ),
    )
    return audience.annotated(in_detail(result, customers) if detail else on_screen(result, customers, language))


def _counted_history(store: Store, audience: Audience) -> History:
    """Leave only those who are counted, and give what customer tables say of their purchases elsewhere."""
    audience.keep("trait_tags")
    audience.keep("trait_bought")
    return reported_history(store)


def _open_questions(known: Sequence[Tag], counts_of_tags: Sequence[TagCounts], customers: int) -> list[Tag]:
    """The tags that are not known of everybody."""
    return [tag for tag, (yes, no, _) in zip(known, counts_of_tags, strict=True) if yes + no < customers]


def _rows(
    known: Sequence[Tag], counts_of_tags: Sequence[TagCounts], customers: int, net_fen: int, language: Language
) -> list[Record]:
    """One row per tag; where a tag is known of no customer there is no share and no money."""
    rows: list[Record] = []
    for tag, (yes, no, fen) in zip(known, counts_of_tags, strict=True):
        is_known = yes + no > 0
        rows.append(
            (
                *(tag.code, tag.group, tag.label(language), yes),
                *(rate(yes, customers) if is_known else None, no, customers - yes - no),
                *(yuan(fen) if is_known else None, rate(fen, net_fen) if is_known else None),
                written(tag.predicate, language) if language == "zh" else tag.rule,
                needs_text(needs_of(traits_of(tag.predicate)), language),
            )
        )
    return rows


def _list(store: Store, known: Sequence[Tag], language: Language) -> Frame:
    """Every tag of every customer, in the order of the tags."""
    import polars as pl

    places = {tag.code: place for place, tag in enumerate(known)}
    labels = {tag.code: tag.label(language) for tag in known}
    place = pl.col("tag_code").replace_strict(places, return_dtype=pl.Int64())
    label = pl.col("tag_code").replace_strict(labels, return_dtype=pl.String())
    frame = store.frame(SQL / "list.sql").with_columns(place.alias("place"), label.alias("tag"))
    ordered = frame.sort(["place", "net_spend", "customer"], descending=[False, True, False])
    return Frame(ordered.select(CUSTOMER_COLUMNS))


def _lacking(known: Sequence[Tag], unknown: Sequence[str], language: Language) -> Iterator[Note]:
    """What the tags lack that are not known of all customers, and the file that has it."""
    for need in NEEDS:
        lacking = [name for name in unknown if needs_of([name]) == (need,)]
        names = [tag.label(language) for tag in known if set(traits_of(tag.predicate)) & set(lacking)]
        if names:
            yield Note("tags_lacking", {"names": listed(names, language), "needs": needs_text([need], language)})
