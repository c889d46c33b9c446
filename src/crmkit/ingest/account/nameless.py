"""Accounts of files that name people who were forgotten: the lines that were set aside are kept without their bytes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from crmkit.ingest.account.entry import Entry
from crmkit.ingest.keys import Keys
from crmkit.ingest.line_counts import Reject
from crmkit.ingest.rows.quarantined import decoded
from crmkit.store.workspace import Workspace

_BETWEEN = re.compile(r"[,\t;|\"'`=\r\n，；]+")
"""What stands between two cells, or around one."""


def without_names(entries: Sequence[Entry], keys: Keys, workspace: Workspace) -> list[Entry]:
    """``entries``, where no line or word that was kept names somebody whom the store has forgotten."""
    if not workspace.has_store:
        return list(entries)
    digests = {digest for (digest,) in workspace.execute("select digest from target.kept.tombstones")}
    if not digests:
        return list(entries)

    def is_theirs(text: str) -> bool:
        return text_digest(text, keys) in digests

    return [_without(entry, is_theirs) for entry in entries]


def text_digest(text: str, keys: Keys) -> str:
    """What a text is known by: as the macro ``keyed_digest`` of the engine."""
    inner, outer = keys
    within = hashlib.sha256(f"{inner}forgotten text\x1f{text}".encode("utf-8", "replace")).hexdigest()
    return hashlib.sha256(f"{outer}{within}".encode()).hexdigest()


def _without(entry: Entry, is_theirs: Callable[[str], bool]) -> Entry:
    counts, encoding = entry.staged.line_counts, entry.staged.encoding

    def nameless(reject: Reject) -> Reject:
        names_them = any(is_theirs(text) for text in _texts(reject, encoding))
        return replace(reject, raw=b"", digest="") if names_them else reject

    counts.rejects = counts.rejects.changed(nameless)
    found = (
        replace(finding, value="*") if finding.value and is_theirs(finding.value) else finding
        for finding in entry.findings
    )
    return replace(entry, findings=tuple(found))


def _texts(reject: Reject, encoding: str) -> set[str]:
    """The cells of a line, as a name or a number may stand there."""
    cells = (cell.strip() for cell in _BETWEEN.split(unicodedata.normalize("NFC", decoded(reject.raw, encoding))))
    return {form for cell in cells if cell for form in (cell, cell.lower())}
