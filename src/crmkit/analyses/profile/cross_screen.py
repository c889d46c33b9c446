"""What stands on a screen of two groupings: the largest group, the one of most money, the matrix of customers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crmkit.analyses.profile.plot import CROSSED
from crmkit.customers.figures import STAGE_CAVEATS, lines_of
from crmkit.messages import Language
from crmkit.result import Result
from crmkit.screen import FEW, Amount, Cross, Line, Screen, Sentence, known_share
from crmkit.vocabulary import word

LINES = 25
"""Lines of the matrix on a screen, unless they are too many to fit."""


def crossed(result: Result, cross: tuple[str, str], language: Language) -> Result:
    """The answer with its sentences and its screen."""
    mind = ("cross_tags", *STAGE_CAVEATS)
    screen = Screen((Cross(LINES, latest=False),), (), mind, Line("next", "cross_next"))
    return replace(result, answer=tuple(_opening(result, cross, language)), screen=screen, plots=CROSSED)


def _opening(result: Result, cross: tuple[str, str], language: Language) -> Iterator[Sentence]:
    """Of the groups that are known by both, the one of most customers and that of most money."""
    known = [line for line in lines_of(result) if line["customers"] and None not in (line[cross[0]], line[cross[1]])]
    everyone = int(str(result.facts["customers"])) + int(str(result.facts.get("never_bought") or 0))
    if not known:
        yield Sentence("cross_unknown", {"customers": everyone})
        return
    largest = max(known, key=lambda line: line["customers"])
    share = known_share(largest["customer_share"]) if everyone >= FEW else None
    counts = {"customers": largest["customers"], "everyone": everyone, "share": share}
    yield Sentence("cross_largest", {**_names(largest, cross, language), **counts})
    money = lines_of(result, "cross_net_sales")
    richest = max(
        (line for line in money if None not in (line[cross[0]], line[cross[1]])), key=lambda line: line["net_sales"]
    )
    if richest["net_sales"] <= Decimal(0):
        return
    sums = {"money": Amount(richest["net_sales"]), "share": known_share(richest["net_sales_share"])}
    is_same = all(richest[name] == largest[name] for name in cross)
    code = "cross_both" if is_same else "cross_richest"
    yield Sentence(code, {**_names(richest, cross, language), **sums})


def _names(line: dict[str, Any], cross: tuple[str, str], language: Language) -> dict[str, object]:
    """What the two groupings are called, and the values of a line in them."""
    down, across = (word(name).label(language) for name in cross)
    lower = {"down": down[:1].lower() + down[1:], "across": across[:1].lower() + across[1:]}
    return {**lower, "one": line[cross[0]], "other": line[cross[1]]}
