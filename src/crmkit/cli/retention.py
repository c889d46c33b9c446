"""What every command does that uses a store: bytes of rejected lines whose time is over go."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from crmkit.periods import shop_time


def let_expire(store: Path) -> None:
    """Remove the bytes of rejected lines beside ``store`` that have been there for more than 30 days."""
    from crmkit.store.quarantine import expire

    expire(store, shop_time(datetime.now(UTC)))
