"""What lies beside a store and may name somebody: lines that were set aside, the ledger of runs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from crmkit.privacy.forget.search import Search
from crmkit.store.quarantine import folder_of, number_of

RUNS = ".runs.jsonl"
_RECORD = re.compile(rb"^[0-9]+\t[a-z_]+\t", re.MULTILINE)
"""How a line that was set aside begins; its own bytes may be several lines."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file without what names them: its bytes from now on, and which lines of which export went."""

    path: Path
    rest: bytes
    removed: int
    lines: Sequence[tuple[int, int]] = field(default_factory=list)

    def write(self) -> None:
        """Put the rest in its place, all at once; an empty file goes."""
        if not self.rest:
            self.path.unlink(missing_ok=True)
            return
        part = self.path.with_name(f".{self.path.name}.part")
        part.unlink(missing_ok=True)
        part.touch(mode=0o600, exist_ok=False)
        part.write_bytes(self.rest)
        part.replace(self.path)


def to_clean(store: Path, search: Search) -> Iterator[Cleaned]:
    """The files beside ``store`` that name somebody who is looked for, as they are to be."""
    folder = folder_of(store)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink() and (cleaned := _without_lines(path, search)):
            yield cleaned
    runs = store.with_name(store.name + RUNS)
    if runs.is_file() and (cleaned := _without_words(runs, search)):
        yield cleaned


def _without_lines(path: Path, search: Search) -> Cleaned | None:
    """A file of the quarantine without the lines that name them."""
    data = path.read_bytes()
    spans = list(search.spans(data, apart=True))
    if not spans:
        return None
    begins = [match.start() for match in _RECORD.finditer(data)] or [0]
    kept, gone, at = [], [], 0
    for start, end in zip(begins, [*begins[1:], len(data)], strict=True):
        while at < len(spans) and spans[at][0] < start:
            at += 1
        record = data[start:end]
        if at < len(spans) and spans[at][0] < end:
            gone.append(int(record.partition(b"\t")[0] or 0) if record[:1].isdigit() else 0)
        else:
            kept.append(record)
    of_file = number_of(path.name)
    return Cleaned(path, b"".join(kept), len(gone), [(of_file, line) for line in gone])


def _without_words(path: Path, search: Search) -> Cleaned | None:
    """The ledger with an asterisk for each of the words."""
    data = path.read_bytes()
    rest, last, lines = b"", 0, set()
    for start, end, _ in search.spans(data, apart=True):
        if start >= last:
            rest += data[last:start] + b"*"
            last = end
            lines.add(data.count(b"\n", 0, start))
    return Cleaned(path, rest + data[last:], len(lines)) if lines else None
