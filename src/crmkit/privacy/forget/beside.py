"""What lies beside a store and may name somebody: lines that were set aside, the ledger of runs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crmkit.privacy.forget.search import Search
from crmkit.privacy.forget.set_aside import Record, records_of
from crmkit.store.changing.whole import write_private
from crmkit.store.quarantine import folder_of, number_of
from crmkit.store.workspace import Workspace

RUNS = ".runs.jsonl"
CODES = frozenset({"run", "event", "kind", "error", "at", "started", "version"})
"""What of the ledger is a word of ours, whatever somebody is called."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file without what names them: its bytes from now on, and which lines of which export went.

    ``people`` are those whom it named, ``doubtful`` how many of the lines may be about somebody else.
    """

    path: Path
    rest: bytes
    removed: int
    people: frozenset[int]
    lines: Sequence[tuple[int, int]] = field(default_factory=list)
    doubtful: int = 0

    def write(self) -> None:
        """Put the rest in its place, all at once; an empty file goes."""
        if self.rest:
            write_private(self.path, self.rest)
        else:
            self.path.unlink(missing_ok=True)


def to_clean(store: Path, search: Search, workspace: Workspace) -> Iterator[Cleaned]:
    """The files beside ``store`` that name somebody who is looked for, as they are to be."""
    folder = folder_of(store)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink() and (cleaned := without_lines(path, workspace)):
            yield cleaned
    runs = store.with_name(store.name + RUNS)
    if runs.is_file() and (cleaned := without_words(runs, search)):
        yield cleaned


def without_lines(path: Path, workspace: Workspace) -> Cleaned | None:
    """A file of the quarantine without the lines that name them; ``None`` where it has none."""
    gone: list[Record] = []
    kept: list[Record] = []
    for record in records_of(path, workspace):
        (gone if record.people else kept).append(record)
    if not gone:
        return None
    of_file = number_of(path.name)
    return Cleaned(
        path,
        b"".join(record.data for record in kept),
        len(gone),
        frozenset[int]().union(*(record.people for record in gone)),
        [(of_file, record.line) for record in gone],
        sum(not record.is_certain for record in gone),
    )


def without_words(path: Path, search: Search) -> Cleaned | None:
    """The ledger with an asterisk for each of the names; ``None`` where it has none."""
    lines, changed, people = [], 0, set[int]()
    for line in path.read_bytes().splitlines(keepends=True):
        rest, found = _without(line, search)
        lines.append(rest if found else line)
        changed += bool(found)
        people |= found
    return Cleaned(path, b"".join(lines), changed, frozenset(people)) if changed else None


def _without(line: bytes, search: Search) -> tuple[bytes, set[int]]:
    """A line of the ledger without names, and whose these were."""
    try:
        read = json.loads(line)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        text, found = search.hidden(line.decode("utf-8", "replace"))
        return text.encode(), found
    people = set[int]()

    def hide(value: object) -> object:
        if isinstance(value, str):
            text, found = search.hidden(value)
            people.update(found)
            return text
        return [hide(each) for each in value] if isinstance(value, list) else value

    hidden = {name: value if name in CODES else hide(value) for name, value in read.items()}
    return json.dumps(hidden, ensure_ascii=False).encode() + b"\n", people
