"""What stands on a screen of a load: how much is new, what was set aside, one line a file, what to know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePath

from crmkit.result import SPARE_LINES, Result
from crmkit.screen import Line, Screen, Sentence, Table

FILES = 12
"""Files that are listed."""
NOTES = 6
"""Notes that stand on the screen: an account says more of its files than an answer does."""
USUAL = ("file_read", "basis_net", "basis_gross", "look_at_rejects", "dry_run")
"""Notes that are nothing to mind."""


def on_screen(result: Result) -> Result:
    """The account with its sentences and its screen."""
    counted = [name for name in SPARE_LINES if any(record[result.columns.index(name)] for record in result.records)]
    names = {PurePath(str(record[0])).name for record in result.records}
    table = Table(
        columns=("file", "contents", *counted, "loaded_lines", "rejected_lines"),
        leave=(*counted[::-1], "contents"),
        rows=FILES,
        forms={"file": "name"} if len(names) == len(result.records) else {},
    )
    mind = tuple(dict.fromkeys(note.code for note in result.notes if note.code not in USUAL))
    rejected, dry = result.facts["rejected_lines"], result.params["dry_run"]
    step = Line("next", "load_rejects") if rejected and not dry else Line("next", "load_next")
    screen = Screen((table,), (), mind, step, most_mind=NOTES)
    return replace(result, answer=tuple(_opening(result)), screen=screen)


def _opening(result: Result) -> Iterator[Sentence]:
    facts, files = result.facts, len(result.records)
    counts = {"new": facts["new_records"], "updated": facts["updated_records"], "files": files}
    places = [result.columns.index(name) for name in ("loaded_lines", "unchanged_lines")]
    read = any(record[place] for record in result.records for place in places)
    if not counts["new"] and not counts["updated"]:
        yield Sentence("load_known" if read else "load_nothing", counts)
    elif result.params["dry_run"]:
        yield Sentence("load_would" if counts["updated"] else "load_would_add", counts)
    else:
        yield Sentence("load_new" if counts["updated"] else "load_added", counts)
    rejected = facts["rejected_lines"]
    yield Sentence("load_rejected" if rejected else "load_all_read", {"rejected": rejected})
    if facts.get("purchases_from") is not None:
        days = {"from": facts["purchases_from"], "to": facts["purchases_to"]}
        money = {"revenue": facts["shop_net_sales"], "currency": facts.get("currency") or "CNY"}
        is_day = days["from"] == days["to"]
        yield Sentence(
            "load_holds_day" if is_day else "load_holds", {**days, **money, "purchases": facts["shop_purchases"]}
        )
    elif facts.get("data_from") is not None:
        days = {"from": facts["data_from"], "to": facts["data_to"]}
        yield Sentence("load_days", days)
