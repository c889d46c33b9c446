"""The small tables that typing needs: what status texts mean, and the provinces an address may begin with."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from itertools import product

STATUSES = {"unknown": 0, "unpaid": 1, "paid_waiting": 2, "shipped": 3, "done": 4, "closed": 5, "closed_refunded": 6}
"""The canonical statuses and their codes in the store; a later code is further along. 5 is closed before payment."""
COMMAS = ("，", ",", "｜｜｜")


@cache
def status_words() -> tuple[tuple[str, int], ...]:
    """Every status text with its code, each comma in every spelling that exports show."""
    table = tomllib.loads((files("crmkit.ingest") / "status_words.toml").read_text(encoding="utf-8"))
    return tuple(
        sorted(
            {
                (text.replace("，", comma), STATUSES[status])
                for (status, texts), comma in product(table.items(), COMMAS)
                for text in texts
            }
        )
    )


@cache
def provinces() -> tuple[tuple[str, str], ...]:
    """The first two characters of each province and its short name."""
    table = tomllib.loads((files("crmkit.ingest") / "provinces.toml").read_text(encoding="utf-8"))
    return tuple((name[:2], name) for name in table["provinces"])


def words() -> dict[str, object]:
    """The parameters of ``words.sql``: both tables as lists of equal length."""
    return {
        "status_texts": [word for word, _ in status_words()],
        "status_codes": [code for _, code in status_words()],
        "prefixes": [prefix for prefix, _ in provinces()],
        "provinces": [name for _, name in provinces()],
    }
