"""What stands on a screen of segments: how many are the best, who was good and stays away, one line a segment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from crmkit.customers.scores.grouping import Division, Group
from crmkit.customers.scores.maps import SegmentMap
from crmkit.messages import Language, say
from crmkit.models.shares import rate, yuan
from crmkit.screen import Amount, Line, Name, Screen, Sentence, Share, Table, Tone, listing, share_of

TONES: Mapping[str, Tone] = {
    "champions": "good", "loyal": "good", "at_risk": "bad", "cannot_lose": "bad", "about_to_sleep": "watch",
    "important_value": "good", "important_keep": "bad", "important_retain": "bad",
}  # fmt: skip


def opening(division: Division, segment_map: SegmentMap | None, language: Language) -> tuple[Sentence, ...]:
    """The sentences; of clusters, which nobody has named, only how many there are."""
    customers, net = _sums(division.groups)
    everyone = {"customers": customers, "revenue": Amount(yuan(net))}
    if segment_map is None:
        return (Sentence("segment_clusters", {"clusters": len(division.groups), **everyone}),)
    said: list[Sentence] = []
    if best := _named(division, segment_map.best):
        count, money = _sums(best)
        named = _names((group for group in division.groups if group.code in segment_map.best), language)
        share = {"best_share": share_of(count, customers), "best_revenue_share": Share(rate(money, net))}
        said.append(Sentence("segment_best", {"best": count, "names": Name(named), **share, **everyone}))
    elif segment_map.best:
        named = _names((group for group in division.groups if group.code in segment_map.best), language)
        said.append(Sentence("segment_none", {"names": Name(named), **everyone}))
    else:
        said.append(Sentence("segment_parts", {"segments": len(division.groups), **everyone}))
    if lost := _named(division, segment_map.lost):
        count, money = _sums(lost)
        named = _names(lost, language)
        said.append(
            Sentence("segment_lost", {"lost": count, "names": Name(named), "lost_revenue": Amount(yuan(money))})
        )
    return tuple(said)


def screen(division: Division) -> Screen:
    """One line a segment, and what to do with it."""
    customers, net = _sums(division.groups)
    is_named = division.description_column == "advice"
    action = "advice_short" if is_named else "cluster_profile"
    table = Table(
        columns=(
            *("segment", "customers", "customer_share", "net_sales", "net_sales_share", "avg_recency_days"),
            *("avg_purchase_days", "avg_net_spend", action),
        ),
        leave=("avg_recency_days", action, "net_sales_share", "net_sales"),
        wide=("customer_share", "avg_purchase_days", "avg_net_spend"),
        forms={"avg_recency_days": "whole"},
        total={"customers": customers, "net_sales": yuan(net), "net_sales_share": rate(net, net)},
        tone_by="segment_code",
        tones=TONES,
    )
    counted = Line("counted", "segment_counted" if is_named else "segment_clustered")
    return Screen((table,), (counted,), ("frequency_by_counts", "kmeans_exploration"), Line("next", "segment_next"))


def detail_screen(columns: Sequence[str], segment_map: SegmentMap | None) -> Screen:
    """The list of all customers, and how their levels are read."""
    listed = listing(columns, "segment", "net_spend", rest="--reveal -o segments.xlsx")
    if segment_map is None or "rfm_levels" not in columns:
        return listed
    code = "segment_scores" if segment_map.scale == "scores" else "segment_levels"
    return replace(listed, foot=(Line("counted", code),))


def _named(division: Division, codes: Sequence[str]) -> list[Group]:
    return [group for group in division.groups if group.code in codes and group.sums.customers]


def _names(groups: Iterable[Group], language: Language) -> str:
    return say("text", "between_segments", language).join(group.label for group in groups)


def _sums(groups: Iterable[Group]) -> tuple[int, int]:
    counted = list(groups)
    return sum(group.sums.customers for group in counted), sum(group.sums.net_fen for group in counted)
