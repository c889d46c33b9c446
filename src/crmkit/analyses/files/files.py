"""Files: what was loaded, and where every line of it went."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from importlib.resources import files as files_of
from typing import cast

from crmkit.analyses.files.screen import on_screen
from crmkit.customers.reading import found_in, reading_part
from crmkit.result import SPARE_LINES, Result
from crmkit.store.holdings import holdings
from crmkit.store.shops import settle_shops
from crmkit.store.sql import beside
from crmkit.store.store import Store

SQL = beside(__name__)
REJECTED = files_of("crmkit.analyses.files") / "rejected.sql"


def files(store: Store) -> Result:
    """Every loaded file with the account of its lines and its net money, oldest load first, and what reading found."""
    settle_shops(store)
    answer, found = store.query(SQL), found_in(store)
    result = Result(
        "files",
        answer.columns,
        answer.records,
        facts={"files": len(answer.records)},
        notes=tuple(replace(each.note(), found=False) for each in found),  # here all of it is shown, not the weightiest
        parts={"reading": reading_part(found)} if found else {},
        unseen=("reading",),
        spare=SPARE_LINES,
    )
    ((amount,),) = store.query(REJECTED).records
    return on_screen(result, holdings(store), cast("Decimal | None", amount))
