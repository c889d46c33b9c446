"""The page of customers: who is worth most, where each stands today, and where each stood in the snapshots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from crmkit.customers.conditions.tags import Tag, all_tags
from crmkit.customers.scores.default_map import map_for
from crmkit.customers.scores.maps import SegmentMap, load_map, parse_map
from crmkit.customers.standings.most_valuable import NOW, THEN, Standing, standing_now, standing_then
from crmkit.customers.standings.standings import By, places
from crmkit.customers.window import Window, caveats, counted_in, window_of
from crmkit.deliver.site.wish import Wish
from crmkit.messages import Language
from crmkit.privacy.mask import mask
from crmkit.render.site.document import Choices, Leaf, View
from crmkit.result import Note, Result
from crmkit.screen import Sentence
from crmkit.store.shops import settle_shops
from crmkit.store.snapshots import SnapshotHeader, list_snapshots
from crmkit.store.store import Store

MONTHS = 3
"""How far the churn risk looks ahead, as ``churn`` and ``snapshot`` do by default."""
DAYS = 12
"""Snapshots that a page holds, the newest ones."""
COMMAND = "crmkit profile --detail -o customers.csv"
_SORTED_BY = "net_spend"


def leaf(store: Store, wish: Wish) -> Leaf | None:
    """The page; none where nobody is known who bought."""
    window = window_of(store, wish.as_of, None)
    segment_map, tags = load_map(map_for(store, None)), all_tags()
    now = standing_now(store, window, segment_map, tags, months=MONTHS, most=wish.most)
    if not now.customers:
        return None
    kept, days_left = _kept(store, window)
    views = _Views(wish, window, now)
    views.today(segment_map, tags)
    for head in kept:
        views.earlier(head, standing_then(store, head, everyone=now.customers <= wish.most))
    left = now.customers - len(now.rows)
    left_out = [Sentence("customers_capped", {"shown": len(now.rows), "left": left})] if left else []
    left_out += [Sentence("customers_days_left", {"days": days_left})] if days_left else []
    notes = [*caveats(window, counted_in(store, window), customers=now.customers, one_time=None)]
    notes += [Note(f"site_{now.reason}", {"months": MONTHS})] if now.reason else []
    deck = Sentence("customers_deck", {"customers": now.customers, "as_of": window.as_of, "months": MONTHS})
    command = " ".join(filter(None, [COMMAND, wish.at]))
    return Leaf(
        "customers", wish.language, deck, tuple(views.made), command, tuple(left_out), tuple(notes), wish.reveal
    )


def _kept(store: Store, window: Window) -> tuple[list[SnapshotHeader], int]:
    """The newest snapshots of the shops that are looked at, the newest first, and how many others there are."""
    shops = ",".join(str(each.key) for each in settle_shops(store)) if store.shops.are_chosen else ""
    taken = list_snapshots(store)
    own = [head for head in taken if head.shops == shops and head.as_of <= window.as_of]
    kept = own[::-1][:DAYS]
    return kept, len(taken) - len(kept)


class _Views:
    """The views of the page as they are made; every customer has one place in all of them."""

    def __init__(self, wish: Wish, window: Window, now: Standing) -> None:
        self.wish, self.window, self.now = wish, window, now
        self.places = {key: place for place, key in enumerate(now.keys)}
        self.made: list[View] = []

    def today(self, segment_map: SegmentMap, tags: Sequence[Tag]) -> None:
        """Everybody who is listed, as the data are."""
        language = self.wish.language
        labels = {tag.code: tag.label(language) for tag in tags}
        choices = {**_choices(segment_map, language), "tag_codes": Choices("tags", labels, several=True)}
        self._add(self.window.as_of.isoformat(), NOW, self.now, choices, None)

    def earlier(self, head: SnapshotHeader, then: Standing) -> None:
        """Where they stood in a snapshot; whoever was there and has bought nothing today comes last."""
        room = self.wish.most - len(self.places)
        new = [key for key in then.keys if key not in self.places][:room]
        self.places.update((key, len(self.places) + number) for number, key in enumerate(new))
        kept = [(key, row) for key, row in zip(then.keys, then.rows, strict=True) if key in self.places]
        shown = Standing([key for key, _ in kept], [row for _, row in kept], head.customers)
        values = {
            "name": head.name,
            "months": head.months,
            "day": head.as_of,
            "customers": head.customers,
            "left": head.customers - len(kept) or None,
        }
        choices = _choices(parse_map(head.segment_map, head.segments), self.wish.language)
        label = f"{head.as_of.isoformat()} ({head.name})"
        self._add(label, THEN, shown, choices, Sentence("customers_then", values))

    def _add(
        self,
        label: str,
        columns: tuple[str, ...],
        standing: Standing,
        choices: Mapping[str, Choices],
        note: Sentence | None,
    ) -> None:
        result = Result("customers", columns, standing.rows, self.window.as_of, language=self.wish.language)
        shown = result if self.wish.reveal else mask(result)
        places = [self.places[key] for key in standing.keys]
        self.made.append(View(label, shown, places, choices, _SORTED_BY, note))


def _choices(segment_map: SegmentMap, language: Language) -> dict[str, Choices]:
    """The columns of few values, best first."""
    found = {}
    for by in get_args(By):
        labels = {place.code: place.label for place in places(by, segment_map, language)}
        found["segment_code" if by == "segment" else by] = Choices(by, labels)
    return found
