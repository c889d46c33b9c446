"""The views of a store, each a file of ``views``, and how a statement names those that it reads."""

from __future__ import annotations

import re

VIEWS = (
    *("priced_orders", "seen_orders", "qualifying_orders", "order_states", "payments", "sales", "returns"),
    "purchases",
    *("unpriced_buyers", "customers", "customer_facts"),
    *(
        "span",
        "loaded_files",
        "quarantine",
        "found",
        "placed_lines",
        "order_items",
        "item_sales",
        "may_doubt",
        "doubts",
    ),
    *("shop_names", "file_shops", "unsettled_refunds", "numbered_orders", "numbered_customers"),
    *("contacts", "consents"),
)
READ = re.compile(r"\b(?:from|join)\s+(\w+)")
