"""What stands on a screen of files: how much they brought of which days, what was not read, one line a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from crmkit.customers.figures import lines_of
from crmkit.result import Result
from crmkit.screen import LISTED, Line, Screen, Sentence, Table
from crmkit.store.holdings import Holdings

NOTES = 4
"""Notes that stand on the screen: what reading found is what this answer is about."""


def on_screen(result: Result, holdings: Holdings | None, rejected_amount: Decimal | None) -> Result:
    """The answer with its sentences and its screen; there are no ``holdings`` where the money is of two currencies."""
    lines = lines_of(result)
    if not lines:
        return replace(result, answer=(Sentence("files_none"),), screen=Screen((), next=Line("next", "load_first")))
    several = [name for name in ("platform", "shop") if len({line[name] for line in lines}) > 1]
    names = {PurePath(str(line["file"])).name for line in lines}
    table = Table(
        columns=("file_number", "file", *several, "contents", "loaded_lines", "rejected_lines", "data_from", "data_to"),
        leave=("shop", "platform", "contents", "data_from"),
        rows=LISTED,
        latest=True,
        forms={"file": "name"} if len(names) == len(lines) else {},
        rest="--limit 0",
    )
    mind = tuple(dict.fromkeys(note.code for note in result.notes))
    rejected = sum(line["rejected_lines"] for line in lines)
    step = Line("next", "files_rejects" if rejected else "files_next")
    screen = Screen((table,), (), mind, step, most_mind=NOTES)
    return replace(result, answer=tuple(_opening(lines, holdings, rejected, rejected_amount)), screen=screen)


def _opening(
    lines: Sequence[dict[str, Any]], holdings: Holdings | None, rejected: int, amount: Decimal | None
) -> Iterator[Sentence]:
    files = {"files": len(lines)}
    if holdings is None:
        days = [line[name] for line in lines for name in ("data_from", "data_to") if line[name] is not None]
        yield Sentence("files_currencies", {**files, "from": min(days), "to": max(days)})
    elif not holdings.purchases:
        yield Sentence("files_no_purchase", files)
    else:
        counts = {
            **files,
            "purchases": holdings.purchases,
            "revenue": holdings.net_sales,
            "currency": holdings.currency or "CNY",
        }
        code = "files_loaded_day" if holdings.first_day == holdings.last_day else "files_loaded"
        yield Sentence(code, {**counts, "from": holdings.first_day, "to": holdings.last_day})
    if rejected:
        counts = {"rejected": rejected, "lines": sum(line["lines"] for line in lines)}
        yield Sentence("files_rejected", {**counts, "amount": amount})
    else:
        yield Sentence("files_all_read")
