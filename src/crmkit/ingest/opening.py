"""A shop to ask questions of, from the path of a store or from export files; see ``crmkit.open``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crmkit.errors import UsageError
from crmkit.ingest.forms.checked import read_currency
from crmkit.ingest.load import open_files
from crmkit.ingest.wishes import Said, read_memory, read_paths, read_wait
from crmkit.store.counted import Prices
from crmkit.store.shops import Names, asked_shops
from crmkit.store.store import Store, open_store
from crmkit.store.store_file import require_store

OF_FILES = {"mapping": "map"} | {
    name: name for name in ("dialect", "status", "skip", "tz", "time_format", "decimal", "encoding")
}
"""What can be said of files alone, and the name that the caller knows it by."""


def opened(
    source: str | Path | Sequence[str | Path],
    said: Said,
    *,
    wait: float,
    strict: bool,
    shop: Names,
    platform: Names,
) -> Store:
    """The store at ``source``, or the orders of its files; arguments and errors as of ``crmkit.open``."""
    if isinstance(source, str | Path):
        named = {called: said.get(name) for name, called in OF_FILES.items()}
        for name, value in {**named, "strict": strict or None}.items():
            if value is not None:
                raise UsageError("idle_without_files", option=name)
        store = _store_at(Path(source), read_wait(wait), read_memory(said.get("memory")))
        store.prices = Prices(read_currency(said.get("currency"), of_data=True))
    else:
        store = open_files(read_paths(source), strict=strict, **said)
    store.shops = asked_shops(shop, platform)
    return store


def _store_at(path: Path, wait: float, memory: str | None) -> Store:
    if not path.exists():
        raise UsageError("no_store", where=str(path), store=None)
    require_store(path)
    return open_store(path, wait=wait, memory=memory)
