"""``[[snapshot]]``: where every customer stands, saved under a name as ``crmkit snapshot`` does."""

from __future__ import annotations

import glob
from functools import partial
from typing import Any

from crmkit.analyses.snapshots.snapshots import require_months
from crmkit.customers.scores.maps import SHIPPED
from crmkit.deliver.recipes.bench import Bench
from crmkit.deliver.recipes.names import filled, require_places
from crmkit.deliver.recipes.parameters import scheme
from crmkit.deliver.recipes.shapes import TEXT, TEXTS, WHOLE
from crmkit.deliver.recipes.steps import Done, Work
from crmkit.deliver.recipes.table import Table
from crmkit.store.snapshots import require_name

SAMPLE = "2000-01-01"
"""Stands for a place while a name is checked."""


def read(table: Table) -> Work:
    """The name, which may bear the day, and what may be said of a snapshot."""
    name = table.needed("snapshot", "{month}")
    require_places(table, "snapshot", name)
    with table.placing("snapshot"):
        require_name(name.replace("{as_of}", SAMPLE).replace("{month}", SAMPLE))
    settings = table.place.settings
    said: dict[str, Any] = {"segments": settings.segments}
    said |= table.shaped({"months": WHOLE, "segments": TEXT, "shop": TEXTS, "platform": TEXTS})
    if isinstance(said["segments"], str):
        with table.placing("segments"):
            said["segments"] = scheme(said["segments"], table)
    if "months" in said:
        with table.placing():
            require_months(said["months"])
    own = [] if said["segments"] in (None, *SHIPPED) else [glob.escape(said["segments"])]
    return Work("snapshot", name, partial(_keep, name=name, said=said), inputs=tuple(own))


def _keep(bench: Bench, *, name: str, said: dict[str, Any]) -> Done:
    """Save it; one of the same name is that of an earlier run and replaced, so that a second run changes nothing."""
    from crmkit.analyses.snapshots.snapshots import snapshot
    from crmkit.customers.window import window_of

    day = window_of(bench.shop({}), None, None).as_of
    bench.leave_store()
    means = bench.means
    answer = snapshot(
        means.store,
        filled(name, day),
        replace=True,
        wait=means.wait,
        memory=means.memory,
        language=means.language or means.spoken,
        **said,
    )
    bench.forget_answers()
    return Done(rows=int(str(answer.facts["customers"])))
