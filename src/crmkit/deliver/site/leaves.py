"""The pages of a site beside the report: a further one is one entry here and its sentences in ``site.toml``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from crmkit.deliver.site.wish import Wish
from crmkit.render.site.document import Leaf
from crmkit.store.store import Store

LEAVES: Mapping[str, str] = {"customers": "customers"}
"""By the name of the page, which its file has: the module of this room whose function ``leaf`` makes it of a store."""


def leaves(store: Store, wish: Wish) -> Iterator[Leaf]:
    """Every page that there is something to show on; what makes it is loaded now."""
    for module in LEAVES.values():
        leaf: Leaf | None = import_module(f"crmkit.deliver.site.{module}").leaf(store, wish)
        if leaf is not None:
            yield leaf
