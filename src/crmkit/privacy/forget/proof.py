"""The proof of a forgetting: the written store and everything in its folder searched, and what was found, in a file.

Nothing in it names anybody: texts that were looked for are counted, those that were typed are keyed digests.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import cast

from crmkit.errors import StoreError
from crmkit.ingest.merging.join import count_of
from crmkit.privacy.forget.erase import Erased
from crmkit.privacy.forget.search import Search, is_sure
from crmkit.store.store_file import QUARANTINE
from crmkit.store.workspace import Workspace
from crmkit.version import __version__

SQL = files("crmkit.privacy.forget")
PACKED = (".xlsx", ".xlsm", ".xls", ".zip", ".gz", ".zst", ".7z", ".rar", ".parquet", ".pdf")
"""Files whose bytes are packed: no text is found in them."""
MOST_ASKED = 500
"""Texts found among the bytes of a store for which its cells are asked where they come from."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched for which texts, and where something was found.

    ``cells`` counts rows that still are theirs, ``within`` the texts that are a part of cells of others (a nick that is
    a word of a title), ``files`` have how many texts each file of the folder has, ``elsewhere`` those of them that are
    the owner's, ``packed`` the files that cannot be looked into.
    """

    texts: int
    sure: int
    cells: int
    within: int
    files: dict[str, int] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing of theirs was found, in the store or beside it."""
        return not (self.cells or self.left or self.elsewhere)


def search_all(store: Path, erased: Erased, workspace: Workspace, wait: float) -> Searched:
    """Look for all texts in the columns of the written store, in its bytes, and in those of every file beside it."""
    search = Search(erased.texts)
    in_bytes = search.texts_in(store, apart=False)
    workspace.asked_store(wait)
    try:
        left = cast("dict[str, int]", workspace.row(SQL / "keys_left.sql"))
        columns = cast("list[tuple[str, str]]", workspace.run(SQL / "text_columns.sql"))
        cells = sum(left.values()) + _equal_cells(columns, workspace)
        by_chance = _within(sorted(in_bytes)[:MOST_ASKED], columns, workspace)
    finally:
        workspace.leave_asked()
    searched = Searched(len(erased.texts), sum(map(is_sure, erased.texts)), cells, len(by_chance))
    searched.files[store.name] = len(in_bytes - by_chance)
    if in_bytes - by_chance:
        searched.left.append(store.name)
    for path in _beside(store):
        _search_file(path, store, search, searched)
    return searched


def _equal_cells(columns: Iterable[tuple[str, str]], workspace: Workspace) -> int:
    """Cells of names and numbers that are one of the texts."""
    theirs = "in (select text from sought)"
    named = [f"kept.{table} where {column} {theirs}" for table, column in columns if column not in FREE]
    return sum(count_of(rows, workspace) for rows in named)


FREE = frozenset({
    *("title", "sku", "attributes", "province", "city", "channel", "courier", "status_raw", "memo_mark", "currency"),
    *("need_return", "goods_state", "cs_involved", "liable", "phase", "reason", "level", "gender", "birth_day"),
    *("column_name", "shop", "platform", "kind", "dialect", "encoding", "basis", "segment", "tier", "stage", "risk"),
})  # fmt: skip
"""Columns of goods, places and codes: a word in one of them that is also somebody's name is about something else."""


def _within(texts: Sequence[str], columns: Iterable[tuple[str, str]], workspace: Workspace) -> set[str]:
    """Those of the ``texts`` that cells of others have as a part."""
    found: set[str] = set()
    for table, column in columns if texts else ():
        cells = f"semi join kept.{table} on contains({column}, text)"
        asked = f"select distinct text from unnest($texts) as asked(text) {cells}"  # noqa: S608 - the store's own columns
        found |= {cast(str, text) for (text,) in workspace.execute(asked, {"texts": list(texts)})}
    return found


def _beside(store: Path) -> list[Path]:
    """Every file of the store's folder, of its quarantine and of private folders of runs."""
    folders = [store.parent, store.with_name(store.name + QUARANTINE), *store.parent.glob(".crmkit-*")]
    found = [path for folder in folders if folder.is_dir() for path in sorted(folder.iterdir())]
    return [path for path in found if path.is_file() and not path.is_symlink() and path != store]


def _search_file(path: Path, store: Path, search: Search, searched: Searched) -> None:
    """Look for the texts in the bytes and in the name of one file."""
    name = str(path.relative_to(store.parent))
    shown = name
    for _, _, text in search.spans(name.encode("utf-8", "replace"), apart=True):
        shown = shown.replace(text, "*")
    try:
        found = len(search.texts_in(path, apart=True)) + (shown != name)
    except FileNotFoundError:  # of a run that has ended meanwhile
        return
    except OSError:
        searched.packed.append(shown)
        return
    searched.files[shown] = found
    if found:
        (searched.left if _is_ours(name, store) else searched.elsewhere).append(shown)
    elif path.suffix.lower() in PACKED:
        searched.packed.append(shown)


def _is_ours(name: str, store: Path) -> bool:
    return name.startswith((f"{store.name}.", f".{store.name}.", ".crmkit-"))


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
        target = path or store.with_name(f"{store.name}.forgotten-{number}.json")
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
