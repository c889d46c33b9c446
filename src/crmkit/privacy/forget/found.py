"""The written store and everything in its folder searched for the texts of people who were forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import cast

from crmkit.ingest.forgotten.line_cells import is_telling
from crmkit.ingest.merging.join import count_of
from crmkit.privacy.forget.beside import RUNS, without_lines, without_words
from crmkit.privacy.forget.cells import Column, ask_database, columns_of, equal_to, within
from crmkit.privacy.forget.erase import Erased
from crmkit.privacy.forget.search import Search, is_binary, is_sure
from crmkit.store.store_file import PROOF, QUARANTINE, belongings, has_mark
from crmkit.store.workspace import Workspace

SQL = files("crmkit.privacy.forget")
PACKED = (".xlsx", ".xlsm", ".xls", ".zip", ".gz", ".zst", ".7z", ".rar", ".parquet", ".pdf")
"""Files whose bytes are packed: no text is found in them."""
MARKS = (b"PK\x03\x04", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!", b"PAR1", b"%PDF", b"\xd0\xcf\x11\xe0")
"""How such files begin, whatever they are called: a backup may have any name."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched for which texts, and where something was found.

    ``cells`` counts rows that still are theirs, ``within`` the texts that are a part of cells of others (a nick that is
    a word of a title), ``files`` have how many texts or people each file of the folder has, ``people`` how many people
    these are and ``all_people`` who, ``elsewhere`` those of them that are the owner's, ``perhaps`` how many short texts
    are among other bytes, ``packed`` the files that cannot be looked into.
    """

    texts: int
    sure: int
    cells: int
    within: int
    files: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    all_people: set[int] = field(default_factory=set)
    perhaps: dict[str, int] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    packed: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing of theirs was found, in the store or beside it."""
        return not (self.cells or self.left or self.elsewhere)

    def note(self, name: str, texts: set[str], people: set[int], *, is_ours: bool) -> None:
        """Keep what was found in a file: its texts, whose they are, and people whom it has by key alone."""
        self.files[name] = max(len(texts), len(people))
        if people:
            self.people[name] = len(people)
            self.all_people.update(people)
            (self.left if is_ours else self.elsewhere).append(name)


def search_all(store: Path, erased: Erased, workspace: Workspace, wait: float) -> Searched:
    """Look for all texts in the columns of the written store, in its bytes, and in those of every file beside it."""
    sought, search = erased.texts, Search(erased.texts)
    in_bytes, _ = search.texts_in(store, apart=False)
    workspace.asked_store(wait)
    try:
        columns = columns_of(workspace.execute)
        left = cast("dict[str, int]", workspace.row(SQL / "keys_left.sql"))
        cells = sum(left.values()) + _equal_cells(columns, workspace)
        texts, people = equal_to(sought, columns, workspace.execute)
        by_chance = within(in_bytes, columns, workspace.execute)
    finally:
        workspace.leave_asked()
    searched = Searched(len(sought), sum(map(is_sure, sought)), cells, len(by_chance))
    found = texts | (in_bytes - by_chance)
    searched.note(store.name, found, people | _whose(found, sought), is_ours=True)
    for path in _beside(store, workspace.folder):
        _search_file(path, store, search, searched, workspace)
    return searched


def _whose(texts: Iterable[str], sought: Mapping[str, int]) -> set[int]:
    return {sought[text] for text in texts}


def _equal_cells(columns: Iterable[Column], workspace: Workspace) -> int:
    """Cells of names and numbers that are one of the texts."""
    theirs = "in (select text from sought)"
    named = [f"{column.table} where {column.name} {theirs}" for column in columns if column.is_of_names]
    return sum(count_of(rows, workspace) for rows in named)


def _beside(store: Path, own: Path) -> Iterator[Path]:
    """Every file of the store's folder, of its quarantine and of private folders of runs but the ``own`` one."""
    folders = [store.parent, store.with_name(store.name + QUARANTINE), *store.parent.glob(".crmkit-*")]
    for folder in folders:
        if folder.is_dir() and folder != own:
            found = [path for path in sorted(folder.iterdir()) if path.is_file() and not path.is_symlink()]
            yield from (path for path in found if path != store)


def _search_file(path: Path, store: Path, search: Search, searched: Searched, workspace: Workspace) -> None:
    """Look for the texts in the bytes and in the name of one file; a database is asked, too."""
    name = str(path.relative_to(store.parent))
    shown, by_name = search.hidden(name)
    try:
        found = _found_in(path, store, search, workspace)
    except FileNotFoundError:  # of a run that has ended meanwhile
        return
    except OSError:
        found = _Found(is_packed=True)
    if found.perhaps:
        searched.perhaps[shown] = len(found.perhaps)
    people = by_name | found.people | _whose(found.texts, search.people)
    searched.note(shown, found.texts, people, is_ours=_is_ours(path, store))
    if found.is_packed and not searched.files[shown]:
        searched.packed.append(shown)


@dataclass(frozen=True, slots=True)
class _Found:
    """What one file has: texts, people by key alone, texts that are there perhaps by chance; what cannot be opened."""

    texts: set[str] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    perhaps: set[str] = field(default_factory=set)
    is_packed: bool = False


def _found_in(path: Path, store: Path, search: Search, workspace: Workspace) -> _Found:
    if _is_lines(path, store):
        left = without_words(path, search) if path.name == store.name + RUNS else without_lines(path, workspace)
        by_bytes, _ = search.texts_in(path, apart=True)  # what is no cell is a part of somebody else's
        return _Found(people=set(left.people) if left else set(), perhaps=set() if left else by_bytes)
    is_packed = path.suffix.lower() in PACKED or _is_packed(path)
    if not is_binary(path):
        texts, perhaps = search.texts_in(path, apart=True)
        return _Found(texts, perhaps=perhaps, is_packed=is_packed)
    among, _ = search.texts_in(path, apart=False)
    telling, people = set(filter(is_telling, among)), set[int]()
    if has_mark(path):
        asked = ask_database(path, search.people, telling, workspace.folder / "asked")
        telling, people = asked or (telling, people)
        is_packed = asked is None
    return _Found(telling, people, {text for text in among - telling if not is_telling(text)}, is_packed)


def _is_packed(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(8).startswith(MARKS)


def _is_lines(path: Path, store: Path) -> bool:
    """Whether it holds lines of texts that were cleaned as such."""
    return path.parent.name == store.name + QUARANTINE or path.name == store.name + RUNS


def _is_ours(path: Path, store: Path) -> bool:
    """Whether the next run of the command writes or removes it."""
    if path.parent != store.parent or path in belongings(store):
        return True
    return path.name.startswith(f".{store.name}.") or bool(
        re.match(rf"{re.escape(store.name + PROOF)}\d+\.json", path.name)
    )
