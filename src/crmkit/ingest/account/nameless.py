"""Accounts of files that name people who were forgotten: the lines that were set aside are kept without their bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import cast

from crmkit.ingest.account.entry import Entry
from crmkit.ingest.forgotten.anonymous import know_digests
from crmkit.ingest.forgotten.line_cells import cells_in
from crmkit.ingest.keys import Keys
from crmkit.ingest.line_counts import Reject
from crmkit.ingest.rows.quarantined import decoded
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.text.cells import Style
from crmkit.store.workspace import Workspace

FORGOTTEN = files("crmkit.ingest.forgotten")
AT_ONCE = 5_000
"""Lines whose cells are asked for together."""


def without_names(entries: Sequence[Entry], keys: Keys, workspace: Workspace) -> list[Entry]:
    """``entries``, where no line or word that was kept names somebody whom the store has forgotten."""
    if not workspace.has_store or not workspace.execute("select 1 from target.kept.tombstones limit 1"):
        return list(entries)
    know_digests(keys, workspace)
    return [_without(entry, workspace) for entry in entries]


def _without(entry: Entry, workspace: Workspace) -> Entry:
    counts = entry.staged.line_counts
    counts.rejects = counts.rejects.changed(lambda some: _nameless(some, entry.staged, workspace), AT_ONCE)
    named = _theirs({finding.value for finding in entry.findings if finding.value}, workspace)
    found = (replace(each, value="*") if each.value in named else each for each in entry.findings)
    return replace(entry, findings=tuple(found))


def _nameless(rejects: Sequence[Reject], staged: Staged, workspace: Workspace) -> Iterator[Reject]:
    """``rejects`` in their order, without the text of those that name somebody who was forgotten."""
    cells = [_texts(reject, staged) for reject in rejects]
    theirs = _theirs(frozenset[str]().union(*cells), workspace)
    for reject, texts in zip(rejects, cells, strict=True):
        yield reject if theirs.isdisjoint(texts) else replace(reject, raw=b"", digest="")


def _texts(reject: Reject, staged: Staged) -> frozenset[str]:
    """What of a line may name somebody."""
    layout = staged.match.layout
    style = Style("\t") if staged.encoding == "xlsx" else layout.style
    return cells_in(decoded(reject.raw, staged.encoding), style, reject.reason).all()


def _theirs(cells: Iterable[str], workspace: Workspace) -> set[str]:
    """Those of the ``cells`` that are of somebody whom the store has forgotten."""
    if not cells:
        return set()
    workspace.run(FORGOTTEN / "spelled_cells.sql", {"cells": sorted(cells)})
    return {cast(str, cell) for (cell,) in workspace.run(FORGOTTEN / "forgotten_cells.sql")}
