"""The proof of a forgetting: what was changed and what a search found, in a file beside the store.

Nothing in it names anybody: texts that were looked for are counted, those that were typed are keyed digests.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from crmkit.errors import StoreError
from crmkit.privacy.forget.erase import Erased
from crmkit.privacy.forget.found import Searched
from crmkit.store.changing.whole import write_private
from crmkit.store.store_file import PROOF
from crmkit.version import __version__


def proof_of(erased: Erased, searched: Searched, store: Path, *, takes_orders: bool, at: datetime | None) -> object:
    """The proof as JSON has it."""
    before, after = erased.totals
    return {
        "proof": "forget",
        "version": __version__,
        "at": None if at is None else at.isoformat(timespec="seconds"),
        "store": store.name,
        "sha256": {"before": erased.digests[0], "after": erased.digests[1]},
        "asked": [{"digest": digest, "found": state} for digest, state in erased.found.answers],
        "orders": "removed" if takes_orders else "anonymous",
        "changed": {**erased.rows, **lines_beside(erased)},
        "doubtful_lines": sum(each.doubtful for each in erased.cleaned),
        "totals": {"before": _plain(before), "after": _plain(after)},
        "search": {
            "texts": searched.texts,
            "texts_by_bytes": searched.sure,
            "cells_found": searched.cells,
            "parts_of_other_cells": searched.within,
            "files": searched.files,
            "people": searched.people,
            "perhaps": searched.perhaps,
            "not_looked_into": searched.packed,
        },
        "complete": searched.is_clean,
    }


def lines_beside(erased: Erased) -> Mapping[str, int]:
    """Lines that went from files beside the store, by place."""
    counts: dict[str, int] = {}
    for each in erased.cleaned:
        place = "runs" if each.path.suffix == ".jsonl" else "quarantine"
        counts[place] = counts.get(place, 0) + each.removed
    return counts


def _plain(totals: Mapping[str, object]) -> Mapping[str, object]:
    return {name: value if isinstance(value, int) else str(value) for name, value in totals.items()}


def write_proof(content: object, path: Path | None, store: Path) -> Path:
    """Write it for the owner alone: to ``path``, else beside the store under the next number that is free."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    number = 1
    while True:
        target = path or store.with_name(f"{store.name}{PROOF}{number}.json")
        try:
            raw = text.encode(errors="backslashreplace")  # names of files may be no text
            write_private(target, raw, is_new=path is None)  # never over another proof
        except FileExistsError:
            number += 1
        except OSError as problem:
            raise StoreError("output_failed", where=str(target), reason=problem.strerror or "") from problem
        else:
            return target
