"""``crmkit runs``: how the runs of recipes ended."""

from __future__ import annotations

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import store_path
from crmkit.errors import UsageError


def runs(delivery: Delivery, store: options.StorePath = None) -> None:
    """The runs of recipes on this store, the last failure first."""
    from crmkit.deliver.recipes.history import runs as answer
    from crmkit.deliver.recipes.ledger import ledger_of

    path = store_path(store)
    if path is None:
        raise UsageError("no_home")
    target = delivery.target(keep=[path, ledger_of(path)])
    delivery.send(answer(path, session.current().language), target)
