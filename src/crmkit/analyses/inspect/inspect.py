"""Inspect: what sets an audience apart from the other customers, feature by feature, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import cast

from crmkit.analyses.inspect.counts import Compared, compared
from crmkit.analyses.inspect.features import FEATURES, TAG, feature_label, same_as, sources, sources_of, value_label
from crmkit.analyses.inspect.screen import on_screen
from crmkit.customers.arguments import MOST_LISTED, require_whole
from crmkit.customers.conditions.audience import Audience, choose
from crmkit.customers.conditions.tags import Tag, all_tags, tags_of
from crmkit.customers.conditions.where import Where, read_where
from crmkit.customers.reading import with_reading_notes
from crmkit.customers.scores.default_map import map_for
from crmkit.customers.scores.maps import load_map
from crmkit.customers.traits.history import reported_history
from crmkit.customers.traits.needs import listed
from crmkit.customers.window import Window, caveats, counted_in, window_of
from crmkit.errors import NotEnoughError, UsageError
from crmkit.messages import Language, say
from crmkit.models.proportions import chance, finds
from crmkit.models.shares import average, rate, rounded, yuan
from crmkit.result import Note, Record, Result
from crmkit.store.store import Store

SQL = files("crmkit.analyses.inspect")
FALSE_FINDS = 0.05
"""Of the differences that are marked so many are expected to be chance."""
FEW = 30
"""An audience smaller than this is a handful of people."""
COLUMNS = (
    *("attribute_code", "value_code", "attribute", "difference", "index", "ratio_to_others"),
    *("customers", "known_customers", "audience_share", "overall_share", "p_value"),
)
DIFFERENCE = COLUMNS.index("difference")
GROUP_COLUMNS = (
    *("side", "customers", "customer_share", "net_sales", "net_sales_share", "avg_net_spend"),
    *("avg_basket", "avg_purchase_days", "avg_recency_days", "repeat_customer_share"),
)
NEVER = (("stage", "never"), ("stage", "not_in_data"), (TAG, "never_closed"))
"""What an audience of buyers differs in by what it is."""


@with_reading_notes
def inspect(
    store: Store,
    *,
    where: Where | str | None = None,
    as_of: date | str | None = None,
    segments: str | None = None,
    tags: str | Path | None = None,
    top: int | None = 20,
    language: Language = "en",
) -> Result:
    """Show how the customers that match ``where`` differ from the others.

    Args:
        store: an open store.
        where: the condition that chooses the audience; it must be given, and may name tags.
        as_of: the last day that is known; the last day of a purchase when ``None``.
        segments: the map of the feature ``segment``.
        tags: a TOML file with your own tags beside the shipped ones.
        top: how many values to name; all when ``None``.
        language: of features and values.

    Returns:
        One row per value of a feature, marked differences first, the surer the earlier; the part ``inspect_groups`` has
        the audience, the others and all customers side by side.

    Raises:
        UsageError: no condition, or an argument has no meaning.
        NotEnoughError: no customer matches, or all do.
    """
    if top is not None:
        require_whole("--top", top, 1, MOST_LISTED)
    known = all_tags(None if tags is None else Path(tags))
    asked = _condition(where, known)
    window = window_of(store, as_of, None)
    audience = _audience(store, asked, as_of)
    decided = _decided(asked, known)
    found = compared(store, window.as_of, known, segments := map_for(store, segments))
    groups = _groups(store, audience)
    rows = _rows(_once(_open(store, found, decided), known), _words(store, known, segments, language), language)
    return on_screen(
        Result(
            name="inspect",
            columns=COLUMNS,
            records=rows[:top],
            as_of=window.as_of,
            params={"where": asked.text, "segments": segments, "tags": None if tags is None else str(tags), "top": top},
            facts=_facts(audience, groups, rows, window),
            notes=(
                *caveats(window, counted_in(store, window), customers=audience.everyone, one_time=None),
                *_notes(store, audience, _labels(decided, known, language), rows, top, language),
            ),
            parts={"inspect_groups": groups},
        )
    )


def _facts(audience: Audience, groups: Result, rows: Sequence[Record], window: Window) -> dict[str, object]:
    return {
        "audience_customers": audience.customers,
        "all_customers": audience.everyone,
        "net_sales": groups.records[0][3],
        **_counts(rows),
        "data_from": window.data_from,
        "data_to": window.data_to,
    }


def _condition(where: Where | str | None, known: Sequence[Tag]) -> Where:
    if where is None:
        raise UsageError("inspect_whom", where="--where")
    return read_where(where, tags_of(known)) if isinstance(where, str) else where


def _audience(store: Store, asked: Where, as_of: date | str | None) -> Audience:
    """The customers that match, if others do not."""
    audience = choose(store, asked, as_of)
    if audience.customers == audience.everyone:
        raise NotEnoughError("inspect_everybody", where=audience.place, everyone=audience.everyone)
    return audience


def _decided(asked: Where, known: Sequence[Tag]) -> Sequence[str]:
    """The features and the codes of the tags that the condition decides by what it means."""
    given = sources_of(asked.predicate)
    features = [name for name in FEATURES if sources([name]) & given]
    return [*features, *(tag.code for tag in known if sources_of(tag.predicate) & given)]


def _open(store: Store, found: Sequence[Compared], decided: Sequence[str]) -> list[Compared]:
    """What the condition leaves open, by its meaning or by the customers it can know.

    Where everybody in the audience bought, often because nothing else could be known of who did not, that is no find.
    """
    size, buyers = next(row[1:3] for row in store.query(SQL / "groups.sql").records if row[0])
    alien = NEVER if size == buyers else ()
    return [one for one in found if one.name not in decided and (one.feature, one.value) not in alien]


def _once(found: Sequence[Compared], known: Sequence[Tag]) -> list[Compared]:
    """Without the shipped tags that say what a value of a feature says: one difference is one row."""
    features = {(one.feature, one.value) for one in found}
    spare = {tag.code for tag in known if tag.group == "vocabulary" and same_as(tag.predicate) in features}
    return [one for one in found if one.feature != TAG or one.value not in spare]


def _labels(decided: Sequence[str], known: Sequence[Tag], language: Language) -> list[str]:
    """What people call these features and tags; no tag is called as a feature is."""
    tags = {tag.code: tag.label(language) for tag in known}
    return [tags[name] if name in tags else feature_label(name, language) for name in decided]


def _counts(rows: Sequence[Record]) -> dict[str, int]:
    """How many values were compared, and how many of them differ."""
    marked = [row for row in rows if row[DIFFERENCE] != "alike"]
    return {"compared_values": len(rows), "different_values": len(marked)}


def _rows(values: Sequence[Compared], own: Mapping[str, Mapping[str, str]], language: Language) -> list[Record]:
    """The values in order: marked differences first, then by how sure they are."""
    chances = [chance(one.customers, one.known, *one.others) for one in values]
    marked = finds(chances, FALSE_FINDS)
    places = sorted(range(len(values)), key=lambda place: (not marked[place], -abs(values[place].lead), place))
    return [_row(values[place], chances[place], marked[place], own, language) for place in places]


def _row(
    one: Compared, by_chance: float, marked: bool, own: Mapping[str, Mapping[str, str]], language: Language
) -> Record:
    other, others = one.others
    value = value_label(one.feature, one.value, language, own)
    times = index = None
    if one.known:
        index = int(rounded(Fraction(100 * one.customers * one.everyone_known, one.known * one.everyone), 0))
        times = rounded(Fraction(one.customers * others, one.known * other), 2) if other else None
    return (
        *(one.feature, one.value),
        say("text", "feature_value", language, {"feature": feature_label(one.feature, language), "value": value}),
        ("above" if one.lead > 0 else "below") if marked else "alike",
        *(index, times, one.customers, one.known),
        *(rate(one.customers, one.known) if one.known else None, rate(one.everyone, one.everyone_known)),
        Decimal(f"{by_chance:.6f}"),
    )


def _words(store: Store, known: Sequence[Tag], segments: str, language: Language) -> Mapping[str, Mapping[str, str]]:
    """What the values are called that only this answer can name."""
    bands = cast("list[tuple[str, int, int]]", store.query(SQL / "baskets.sql").records)
    return {
        "avg_basket": {band: f"{yuan(low)} - {yuan(high)}" for band, low, high in bands},
        "segment": {segment.code: segment.labels[language] for segment in load_map(segments).segments},
        TAG: {tag.code: tag.label(language) for tag in known},
    }


def _groups(store: Store, audience: Audience) -> Result:
    """The audience, the others, and all together."""
    found = cast("list[tuple[int, ...]]", store.query(SQL / "groups.sql").records)
    chosen, others = (tuple(map(int, row[1:])) for row in found)
    whole = tuple(map(sum, zip(chosen, others, strict=True)))
    rows: list[Record] = []
    for side, (size, buyers, returning, days, recency, fen) in zip(
        ("audience", "others", "everybody"), (chosen, others, whole), strict=True
    ):
        rows.append(
            (
                *(side, size, rate(size, audience.everyone), yuan(fen), rate(fen, whole[-1])),
                *(average(fen, buyers, places=2, scale=2), average(fen, days, places=2, scale=2)),
                *(average(days, buyers, places=2), average(recency, buyers, places=1)),
                rate(returning, buyers) if buyers else None,
            )
        )
    return Result("inspect_groups", GROUP_COLUMNS, rows)


def _notes(
    store: Store, audience: Audience, left: Sequence[str], rows: Sequence[Record], top: int | None, language: Language
) -> Iterator[Note]:
    yield from reported_history(store).notes()
    yield Note("audience_of_all", {"as_of": audience.as_of})
    if audience.unknown:
        yield Note("audience_unknown", {"names": ", ".join(audience.unknown)})
    if audience.customers < FEW:
        yield Note("inspect_few", {"customers": audience.customers, "least": FEW})
    if left:
        yield Note("inspect_left_out", {"names": listed(left, language), "features": len(left)})
    if top is not None and len(rows) > top:
        yield Note("inspect_more", {"values": len(rows) - top})
    if not _counts(rows)["different_values"]:
        yield Note("inspect_alike", {"values": len(rows)})
