"""Which words of an answer tell of few people, and in what way: what ``small_groups`` goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

PEOPLE = frozenset({
    *("customers", "buyers", "recent_customers", "inactive_customers", "tested_customers", "rising_customers"),
    *("still_observed", "repeat_day_buyers", "repeat_order_buyers", "next_period_buyers", "complete_customers"),
    *("not_in_data", "already_late", "to_remind", "not_due", "long_overdue", "hits", "audience_customers"),
    *("new_customers", "returning_customers", "repeat_customers", "customers_before", "customers_after", "moved"),
    *("moved_up", "moved_down", "joined", "left", "not_moved", "risk_known", "risk_unknown", "never_bought"),
    *("not_tagged", "unknown", "untagged_customers", "known_customers", "all_customers", "purchases", "orders"),
    *("shop_purchases", "refund_orders", "unpaid_orders", "open_orders", "closed_orders", "paid_orders"),
    *("times", "gaps"),
})  # fmt: skip
"""Counts of people, or of what people did: fewer than ``k`` of these are of fewer than ``k`` people."""
WITHIN: tuple[tuple[str, str], ...] = (
    *(("customers", name) for name in ("new_customers", "repeat_customers", "buyers", "complete_customers")),
    *(("customers", name) for name in ("recent_customers", "rising_customers")),
    *(("buyers", name) for name in ("repeat_day_buyers", "repeat_order_buyers", "next_period_buyers")),
    *(("repeat_order_buyers", "repeat_day_buyers"), ("known_customers", "customers"), ("to_remind", "hits")),
    *(("tested_customers", "to_remind"), ("complete_customers", "buyers")),
)
"""A count, and one of some of the same people: whoever is not among them must not be few, either."""
RATE_OF: Mapping[str, str] = {
    **dict.fromkeys(("repeat_customer_share", "returning_customer_share", "one_time_share"), "customers"),
    **dict.fromkeys(("actual_churn_rate", "coverage", "repurchase_rate_30", "repurchase_rate_90"), "customers"),
    **dict.fromkeys(("repurchase_rate_180", "repurchase_rate_365"), "customers"),
    **dict.fromkeys(("repeat_day_rate", "repeat_order_rate", "next_period_rate"), "buyers"),
    **dict.fromkeys(("hit_rate", "most_recent_hit_rate"), "to_remind"),
    **dict.fromkeys(("rest_hit_rate", "overall_hit_rate"), "tested_customers"),
    **{"retention_rate": "complete_customers", "audience_share": "known_customers"},
    **{"past_churn_rate": "recent_customers"},
}
"""Shares of people, and the count in the same row of whom they are a share."""
MADE_OF: tuple[tuple[str, tuple[str, ...]], ...] = (
    *(("all_customers", ("customers", "never_bought")), ("all_customers", ("untagged_customers",))),
    *(("customers", ("recent_customers", "inactive_customers")), ("customers", ("repeat_customers",))),
    *(("customers_after", ("moved", "not_moved", "joined")), ("customers_before", ("moved", "not_moved", "left"))),
    *(("moved", ("moved_up", "moved_down")), ("customers", ("to_remind", "not_due", "long_overdue"))),
    *(("to_remind", ("already_late",)), ("customers", ("rising_customers",))),
)
"""Headline counts, and those that they are the sum of; what these leave is somebody, too."""
NESTED: Mapping[str, Mapping[str, str]] = {
    "repurchase": {"still_observed": "still_observed", "simple_rate": "repeat", "repurchase_rate": "estimated"},
    "curve": {"still_observed": "still_observed", "repurchase_rate": "estimated"},
    "transitions": {"customers": "reached", "repeat_customers": "reached"},
    "gaps": {"gaps": "gaps"},
    "profile_newness": {"customers": "newness", "new_customers": "newness_new"},
    "cutoffs": {"customers": "cutoffs"},
    "remind_cutoffs": {"tested_customers": "remind_cutoffs"},
    "average": {"complete_customers": "average"},
    "tags": {"customers": "tags"},
}
"""Tables whose rows contain each other: the columns that say how many are in a row, and the series they belong to."""
WHOLE_OF: Mapping[str, str] = {
    **dict.fromkeys(("still_observed", "reached", "newness", "average"), "customers"),
    **{"repeat": "repeat_customers", "tags": "all_customers"},
}
"""The headline count that every number of a series is within."""
WHOLES = frozenset({"audience_customers", "customers", "recent_customers", "purchases", "orders"})
"""Headline counts of those whom the other headline numbers are about."""
SHOP = frozenset({"shop_purchases", "shop_net_sales"})
"""Headline numbers that beside those of known customers tell of the orders without a buyer."""
OVERLAPPING = frozenset({"grid", "deciles", "diff_groups", "top_fifth_share"})
"""Parts and headline numbers that divide the same people as the rows, in another way: few are between the borders."""
OF_ALL = frozenset({"all_customers", "customer_share", "not_tagged"})
"""What tells how many have never bought, beside how many have."""
EXTREMES = frozenset({"lowest_amount", "highest_amount", "to_next_tier", "oldest_on", "oldest_days"})
"""Values of a single person."""
OF_UNKNOWN_MANY = frozenset({
    *("refund_rate", "mean_refund_rate", "actual", "error", "last_year_net_sales", "year_change_rate"),
    *("net_spend_before", "net_spend_change"),
})  # fmt: skip
"""Amounts of nobody knows how many people: refunds, what some spent in a backtest or between two days."""
LABELS = frozenset({
    *("decile", "risk_decile", "period_number", "from_purchase", "to_purchase", "days_since_first", "recency_from"),
    *("recency_to", "frequency_from", "frequency_to", "probability_from", "probability_to", "rfm_level", "last_days"),
    *("monetary_from", "monetary_to"),
})  # fmt: skip
"""Numbers that say which row it is."""
EDGES = frozenset({"monetary_from", "monetary_to", "basket_band", "first_basket"})
"""Edges of groups of equal size: the exact amount of some customer."""
OUTERMOST: Mapping[str, Callable[[Iterable[Decimal]], Decimal]] = {
    **dict.fromkeys(("recency_from", "frequency_from", "monetary_from"), min),
    **dict.fromkeys(("recency_to", "frequency_to", "monetary_to"), max),
}
"""Limits of groups, and which of a column is the value of the one customer who has the least or the most."""
TOLD_IN_WORDS = frozenset({"cluster_profile"})
"""Texts that say figures of their row."""
CHAINED = frozenset({
    *("cumulative_share", "cumulative_sales_per_customer", "change_rate", "trailing_mean"),
    *("best_period", "best_net_sales"),
})  # fmt: skip
"""What tells of another row: sums up to it, changes from it, which is the best."""
NOBODY = "unidentified_net_sales"
BY_BUYER = frozenset({NOBODY, "new_net_sales", "returning_net_sales"})
"""Columns that together leave the orders without a buyer, of which a row does not say how many they are."""
AMOUNTS = frozenset({"money", "mean", "figure", "rate"})
FIGURES = AMOUNTS | {"count", "days"}
