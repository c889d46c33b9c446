"""What reading a file left out or did not understand: facts that every answer from it carries."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know of a file: ``code`` names its sentence (group ``note``), ``rows`` counts lines or orders.

    ``amount`` is the money concerned, where that is known; ``line`` the first line, ``column`` the file's own
    header, ``value`` the word, sheet or reason that it is about.
    """

    code: str
    rows: int
    amount: Decimal | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None


CODES = frozenset({
    "quarantined", "padded", "rows_contradict", "orders_elsewhere", "orders_collide", "orders_renamed",
    "ids_destroyed", "ids_unjoined", "ids_reported_twice",
    "status_unknown", "line_status_unknown", "status_unpaid", "status_undecided", "unpaid_in_one_file",
    "paid_unknown", "paid_too_early",
    "refund_in_part", "refund_beyond_cases", "refund_beyond_order", "refund_of_lines",
    "refund_status_unknown", "refund_without_order", "items_without_order", "return_unexplained", "return_of_nobody",
    "return_reported_twice", "return_of_closed", "refund_off_already",
    "refund_other_currency", "refund_currency_assumed",
    "refunds_missing", "status_missing", "basis_net", "basis_gross", "basis_unclear", "basis_guessed", "lines_unclear",
    "amounts_differ", "amounts_added", "refunds_differ", "refunds_added",
    "lines_added", "rows_added", "rows_repeated", "lines_and_wholes", "orders_differ", "cents_rounded",
    "currency_mixed", "currency_missing", "two_currencies", "refund_currency_unrecorded",
    "sheet_unread", "sheet_hidden", "sheet_summary", "sheet_like_summary", "sheet_like_refunds", "subtotals",
    "file_passed_over", "orders_pruned",
    "level_by_order_of_loading", "birthday_unknown", "buyer_crowded", "aside_unread",
    "read_before", "read_otherwise", "read_for_shop", "header_absent", "clock_assumed", "status_idle", "skip_idle",
})  # fmt: skip
"""What may be found; each code has its sentence in ``sentences/note.toml``, filled from the finding and its file."""
