"""The proof of a forgetting: what was changed and what a search found, in a file beside the store.

Nothing in it names anybody: texts that were looked for are counted, those that were typed are keyed digests.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from crmkit.errors import StoreError
from crmkit.privacy.forget.erase import Erased
from crmkit.privacy.forget.found import Searched
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
            _write(target, text, is_new=path is None)
        except FileExistsError:
            number += 1
        except OSError as problem:
            raise StoreError("output_failed", where=str(target), reason=problem.strerror or "") from problem
        else:
            return target


def _write(target: Path, text: str, *, is_new: bool) -> None:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if is_new:
            os.link(part, target)  # never over another proof
        else:
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
