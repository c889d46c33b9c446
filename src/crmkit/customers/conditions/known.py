"""Everything that is known of each customer on a day, in one frame: traits, segment, tier and tags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING

from crmkit.customers.conditions.tagging import build_tags
from crmkit.customers.conditions.tags import Tag
from crmkit.customers.scores.maps import load_map
from crmkit.customers.traits.build import build
from crmkit.customers.traits.catalog import BOUGHT, SOURCES, TRAITS, traits_of
from crmkit.customers.traits.needs import listed
from crmkit.messages import Language
from crmkit.store.matching import People
from crmkit.store.predicate import All, columns_of
from crmkit.store.store import Store

if TYPE_CHECKING:
    import polars

SQL = files("crmkit.customers.conditions")
KNOWN_COLUMNS = (
    *("customer", "stage", "segment", "segment_code", "tier", "rfm_cell"),
    *(
        name
        for source in ("bought", "rhythm", "place", "goods", "habits", "shops", "discounts", "after_sales", "facts")
        for name in traits_of(source)
        if name != "stage"
    ),
    "tags",
    "tag_codes",
)


def build_known(
    store: Store,
    as_of: date,
    names: Iterable[str],
    kinds: Sequence[Tag],
    segments: str,
    *,
    own: bool,
    alone: bool = False,
) -> People:
    """Build the traits ``names`` and the tags ``kinds`` of every customer; ``alone``: no others of their sources.

    Rules of one's ``own`` may name the segments of another map, so that their tags have traits of their own.
    """
    if own and kinds:
        build_tags(store, as_of, kinds)
    rules = () if own else columns_of(All(tuple(tag.predicate for tag in kinds)))
    asked = [name for name in (*names, *rules) if TRAITS[name].source]
    built = build(store, asked, as_of, segments=segments, alone=alone)
    if kinds and not own:
        build_tags(store, as_of, kinds, built=built)
    return store.people((*built, "trait_tags") if kinds else built)


def known_of_everyone(store: Store, segments: str, kinds: Sequence[Tag], language: Language) -> polars.DataFrame:
    """``KNOWN_COLUMNS`` and ``customer_key`` of each customer of ``trait_bought``, in no order.

    All traits and the tags ``kinds`` have been built.
    """
    import polars as pl

    frame = store.frame(SQL / "known.sql")
    columns_of_tables = {f"trait_{source}": traits_of(source) for source in SOURCES if source != BOUGHT}
    for table, columns in {**columns_of_tables, "trait_tags": ("tags",)}.items():
        # one by one: all of them joined at once would not fit into the engine's memory
        known = store.frame_of(table, ["customer_key", *columns])
        frame = frame.join(known, on="customer_key", how="left", maintain_order="left")
    frame = frame.rename({"segment": "segment_code", "tags": "tag_codes"})
    frame = frame.cast({"segment_code": pl.String(), "tag_codes": pl.String()})  # of nobody they would be numbers
    labels = {segment.code: segment.labels[language] for segment in load_map(segments).segments}
    label = pl.col("segment_code").replace_strict(labels, default=None, return_dtype=pl.String()).alias("segment")
    words = {tag.code: tag.label(language) for tag in kinds}
    sets = {
        codes: listed([words[code] for code in codes.split(",")], language)
        for codes in frame["tag_codes"].unique().drop_nulls()
    }
    tags = pl.col("tag_codes").replace_strict(sets, default=None, return_dtype=pl.String()).alias("tags")
    return frame.with_columns(label, tags).select("customer_key", *KNOWN_COLUMNS)
