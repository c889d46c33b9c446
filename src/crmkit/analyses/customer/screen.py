"""The card of a customer: rank and rhythm in a sentence, what is known in labelled lines, purchases and open orders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crmkit.customers.conditions.tags import vocabulary
from crmkit.customers.figures import lines_of
from crmkit.customers.traits.needs import listed
from crmkit.messages import Language, say
from crmkit.result import Result
from crmkit.screen import Amount, Line, Lines, Screen, Sentence, Share, Table, known_share, named

PURCHASES = 6
ORDERS = 3
NARROWER = {
    "new_90d": "new_30d",
    "active_90d": "active_30d",
    "active_180d": "active_90d",
    "active_365d": "active_180d",
    "lapsed_180d": "lapsed_365d",
}
"""Tags that need not be named beside another one."""


def on_screen(result: Result, language: Language) -> Result:
    """The answer with its sentences and its screen."""
    known = result.facts
    lines = tuple(_lines(result, known))
    purchases = Table(
        columns=("bought_on", "gap_days", "units", "net_spend", "refunded_amount", "products_kept"),
        leave=("refunded_amount", "units", "gap_days"),
        rows=PURCHASES,
        title="customer_days",
    )
    orders = Table(
        columns=("ordered_on", "order_id", "order_status", "paid", "refunded_amount", "product"),
        part="customer_orders",
        leave=("product", "refunded_amount", "order_status"),
        rows=ORDERS,
        title="customer_orders",
    )
    blocks = (
        *((Lines(lines),) if lines else ()),
        *((purchases,) if result.records else ()),
        *((orders,) if "customer_orders" in result.parts else ()),
    )
    foot = (Line("tags", "customer_tags", {"tags": _tags(known, language)}),) if known.get("tag_codes") else ()
    mind = ("customer_not_in_data", "customer_never", "customer_states", "customer_base_rate", "customer_risk_needs")
    screen = Screen(blocks, (*foot, Line("counted", "customer_counted")), mind, is_of_one=True)
    tables = ("customer", "customer_orders")
    return replace(result, answer=tuple(_opening(result, known, language)), screen=screen, tables=tables)


def _tags(known: Mapping[str, Any], language: Language) -> str:
    """The labels of the tags, without those that another one says more narrowly."""
    labels = {tag.code: tag.label(language) for tag in vocabulary()}
    codes = str(known["tag_codes"]).split(",")
    return listed([labels[code] for code in codes if NARROWER.get(code) not in codes], language)


def _first(result: Result, part: str) -> dict[str, Any]:
    return next(iter(lines_of(result, part)), {})


def _opening(result: Result, known: Mapping[str, Any], language: Language) -> Iterator[Sentence]:
    if not known.get("purchase_days"):
        yield Sentence("customer_unpaid", {"orders": len(lines_of(result, "customer_orders")) or None})
        return
    yield _spent(known, _first(result, "customer_standing"))
    expected, risk = _first(result, "customer_next"), _first(result, "customer_risk")
    if expected:
        churn = Share(Decimal(str(risk["churn_probability"]))) if risk.get("churn_probability") is not None else None
        yield _away(result, known, expected, language, churn)


def _spent(known: Mapping[str, Any], standing: Mapping[str, Any]) -> Sentence:
    """How much on how many days; the rank of the upper half only."""
    spent = {"net": Amount(known["net_spend"]), "days": known["purchase_days"], "first": known["first_purchase_on"]}
    rank, customers = standing.get("spend_rank"), standing.get("customers")
    among = {"rank": rank, "customers": customers}
    if rank is None or customers is None or 2 * rank > customers:
        return Sentence("customer_once" if known["purchase_days"] == 1 else "customer_spent", spent)
    return Sentence("customer_first" if rank == 1 else "customer_rank", {**spent, **among})


def _away(
    result: Result, known: Mapping[str, Any], expected: Mapping[str, Any], language: Language, churn: Share | None
) -> Sentence:
    """How long ago the last purchase was, and when the next one is, or was, to be expected."""
    days, day = known["recency_days"], {"next": expected["expected_on"], "churn": churn}
    if result.as_of is not None and expected["expected_on"] < result.as_of:
        return Sentence("customer_lost" if known["stage"] == "lost" else "customer_late", {"ago": days, **day})
    ago = say("text", "ago_days" if days else "ago_today", language, {"days": f"{days:,}"})
    return Sentence(
        "customer_next", {"ago": ago, "from": expected["expected_from"], "to": expected["expected_to"], **day}
    )


def _ahead(worth: Mapping[str, Any]) -> dict[str, Amount | None]:
    """What is to come and between which bounds; most who buy little more buy nothing: then those would leave it out."""
    known = {name: worth.get(f"potential_{name}") for name in ("value", "low", "high")}
    value, low, high = (None if money is None else Amount(money) for money in known.values())
    if value is None or low is None or high is None or not low <= value <= high:
        low = high = None
    return {"value": value, "low": low, "high": high}


def _lines(result: Result, known: Mapping[str, Any]) -> Iterator[Line]:
    standing, worth = _first(result, "customer_standing"), _first(result, "customer_value")
    risk = _first(result, "customer_risk")
    place = {"level": named(known.get("level")), "city": named(known.get("city") or known.get("province"))}
    ranks = {"tier": standing.get("tier"), "segment": named(standing.get("segment")), "cell": standing.get("rfm_cell")}
    yield Line("standing", "customer_standing", {"stage": known["stage"], **ranks, **place})
    if known.get("avg_basket") is not None:
        so_far = {"basket": Amount(known["avg_basket"]), "units": known.get("units")}
        yield Line("money", "customer_money", {**so_far, **_ahead(worth), "until": worth.get("forecast_to")})
    has_habits = (known.get("purchase_days") or 0) > 1
    if known.get("rhythm_days") is not None and (known.get("purchase_days") or 0) > 2:  # with one gap it is the shop's
        habits = {name: known.get(name) for name in ("weekday", "hour_band")} | {"channel": named(known.get("channel"))}
        yield Line("rhythm", "customer_rhythm", {"days": known["rhythm_days"], **habits})
    if risk and risk["expected_loss"] is not None:
        money = {"loss": Amount(risk["expected_loss"]), "spend": Amount(risk["spend_if_retained"])}
        yield Line("risk", "customer_risk", {"risk": risk["risk"], **money, "until": risk["forecast_to"]})
    if known.get("products"):
        bought = {"products": known["products"], "categories": known.get("categories") or None}
        yield Line("buys", "customer_buys", {**bought, "top": named(known.get("top_product"))})
    shares = {name: known_share(known.get(f"{name}_share")) for name in ("sale_day", "discount")}
    if not has_habits:
        shares["sale_day"] = None
    if any(share is not None for share in shares.values()):
        yield Line("price", "customer_price", shares)
    counts = {name: known.get(f"{name}_orders") or None for name in ("refund", "open", "closed")}
    if any(counts.values()):
        part = {"share": known_share(known.get("refund_share")) if counts["refund"] else None}
        yield Line("after_sales", "customer_after_sales", {**counts, **part})
