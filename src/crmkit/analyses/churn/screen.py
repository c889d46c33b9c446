"""What stands on a screen of churn: how many will be lost and at what cost, who stands out, whom to contact first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crmkit.analyses.churn.plot import PLOTS
from crmkit.customers.figures import length, lines_of
from crmkit.result import Result
from crmkit.screen import Amount, Line, Screen, Sentence, Share, Strip, Table, Tone, listing, share_of

LISTED = 10
"""Customers on a screen, unless a number was asked for."""
USUAL_TOP = 20
OUTSTANDING = ("high", "slowing")
ORDER = ("high", "slowing", "medium", "low", "inactive")
TONES: Mapping[str, Tone] = {"high": "bad", "slowing": "watch", "low": "good", "inactive": "past"}


def in_detail(result: Result, summary: Result, *, skilled: bool) -> Result:
    """The list of all customers with the sentences of its ``summary`` and its screen."""
    kept = ("churn_probability", "risk", "expected_loss")
    screen = listing(result.columns, *kept, rest="--reveal -o churn.xlsx")
    rows = lines_of(summary)
    said = _opening(result, rows, _standing_out(rows)) if skilled else _plain(result)
    return replace(result, answer=tuple(said), screen=screen)


def on_screen(result: Result, *, skilled: bool) -> Result:
    """The answer with its sentences and its screen; without skill there is no list, only the rates of the past."""
    rows = lines_of(result)
    if not skilled:
        table = Table(
            columns=("risk", "tier", "customers", "customer_share", "churn_probability"),
            bar="churn_probability",
            leave=("customer_share",),
        )
        mind = ("no_skill",)
        counted = Line("counted", "churn_rate_counted", _span(result))
        screen = Screen((table,), (counted,), mind, Line("next", "churn_next"))
        return replace(result, answer=tuple(_plain(result)), screen=screen)
    standing_out = _standing_out(rows)
    blocks = (_bands(rows), *((_list(result, standing_out),) if lines_of(result, "save_list") else ()))
    foot = (*_record(result), Line("counted", "churn_counted", _span(result)))
    screen = Screen(blocks, foot, ("churn_untested",), Line("next", "churn_next"))
    return replace(result, answer=tuple(_opening(result, rows, standing_out)), screen=screen, plots=PLOTS)


def _standing_out(rows: list[dict[str, Any]]) -> int:
    return sum(row["customers"] for row in rows if row["risk"] in OUTSTANDING)


def _span(result: Result) -> dict[str, object]:
    twice = 2 * int(str(result.params["months"]))
    return {"as_of": result.as_of, "until": result.facts["forecast_to"], "twice": twice}


def _bands(rows: list[dict[str, Any]]) -> Strip:
    """Customers and expected loss of each band."""
    found = [band for band in ORDER if any(row["risk"] == band for row in rows)]
    losses = tuple(_sum(rows, "expected_loss", band) if band != "inactive" else None for band in found)
    customers = tuple(sum(row["customers"] for row in rows if row["risk"] == band) for band in found)
    chances = tuple(_chance(rows, band) for band in found)
    lines = (("customers", customers), ("churn_probability", chances), ("expected_loss", losses))
    return Strip("risk", tuple(found), lines, forms={"expected_loss": "whole", "churn_probability": "whole"})


def _chance(rows: list[dict[str, Any]], band: str) -> Decimal | None:
    """The mean probability of a band, every customer alike."""
    known = [(row["customers"], row["churn_probability"]) for row in rows if row["risk"] == band]
    known = [(customers, Decimal(str(chance))) for customers, chance in known if chance is not None and customers]
    whole = sum(customers for customers, _ in known)
    return sum((customers * chance for customers, chance in known), Decimal(0)) / whole if whole else None


def _sum(rows: list[dict[str, Any]], name: str, *bands: str, tier: str = "") -> Decimal:
    chosen = [row for row in rows if row["risk"] in bands and (not tier or row["tier"] == tier)]
    return sum((row[name] for row in chosen if row[name] is not None), Decimal(0))


def _list(result: Result, standing_out: int) -> Table:
    top = None if result.params["top"] is None else int(str(result.params["top"]))
    listed, options = length(top, usual=USUAL_TOP, listed=LISTED, everyone=standing_out)
    return Table(
        columns=(
            *("customer", "tier", "risk", "recency_days", "expected_gap_days", "churn_probability"),
            *("spend_if_retained", "expected_loss"),
        ),
        part="save_list",
        leave=("expected_gap_days", "churn_probability", "tier", "risk"),
        wide=("spend_if_retained",),
        rows=listed,
        asked=listed != LISTED,
        of=standing_out,
        bar="expected_loss",
        forms={"churn_probability": "whole", "expected_loss": "whole", "spend_if_retained": "whole"},
        tone_by="risk",
        tones=TONES,
        title="save_list",
        rest=f"{options} -o risk.xlsx",
    )


def _opening(result: Result, rows: list[dict[str, Any]], standing_out: int) -> Iterator[Sentence]:
    active, rate = int(str(result.facts["recent_customers"])), result.facts["predicted_churn_rate"]
    if not active:
        yield Sentence("churn_nobody", {"data_to": result.facts["data_to"]})
        return
    counts = _counts(result, active, Decimal(str(rate)))
    loss = Amount(Decimal(str(result.facts["expected_loss"])))
    code = {0: "churn_none", active: "churn_all"}.get(int(str(counts["lost"])), "churn_expected")
    yield Sentence(code, {**counts, "loss": loss})
    if not standing_out:
        yield Sentence("churn_even")
        return
    best = min(row["tier"] for row in rows)
    first = sum(row["customers"] for row in rows if row["risk"] in OUTSTANDING and row["tier"] == best)
    out = {"out": standing_out, "loss": Amount(_sum(rows, "expected_loss", *OUTSTANDING)), "tier": best}
    bands = {name: sum(row["customers"] for row in rows if row["risk"] == name) for name in OUTSTANDING}
    code = {0: "churn_start_plain", standing_out: "churn_start_list"}.get(first, "churn_start")
    first_loss = Amount(_sum(rows, "expected_loss", *OUTSTANDING, tier=best))
    yield Sentence(code, {**out, **bands, "first": first, "first_loss": first_loss})


def _plain(result: Result) -> Iterator[Sentence]:
    active, rate = int(str(result.facts["recent_customers"])), result.facts["past_churn_rate"]
    if not active:
        yield Sentence("churn_nobody", {"data_to": result.facts["data_to"]})
    else:
        yield Sentence("churn_rate_only", _counts(result, active, Decimal(str(rate))))


def _counts(result: Result, active: int, rate: Decimal) -> dict[str, object]:
    """How many of the recent customers are lost at a rate, and the rate itself where it is not that of a handful."""
    lost = int((rate * active).quantize(Decimal(1), ROUND_HALF_UP))
    share = Share(rate) if share_of(lost, active) else None
    return {"lost": lost, "active": active, "rate": share, "until": result.facts["forecast_to"]}


def _record(result: Result) -> Iterator[Line]:
    """How many of those marked before were lost."""
    for note in result.notes:
        if note.code == "high_before":
            yield Line("record", "churn_record", {**note.values, "months": result.params["months"]})
