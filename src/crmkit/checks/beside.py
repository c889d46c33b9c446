"""What can be wrong with the file of a store itself and with what lies beside it: blocks, tables, key, quarantine."""

from __future__ import annotations

import hashlib
import re
import stat
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast

from crmkit.checks.found import Broken, Found
from crmkit.checks.rules import FOLDER, Rule
from crmkit.periods import days_apart
from crmkit.store.changing.sums import Compared, compared_in
from crmkit.store.connect import followed
from crmkit.store.migrate import expected_columns
from crmkit.store.quarantine import REMOVED, emptied_at
from crmkit.store.store import Store
from crmkit.store.store_file import QUARANTINE

KEY = re.compile(rb"[0-9a-f]{64}\s+[0-9a-f]{64}\s*")
MONEY = re.compile(r"DECIMAL\((?:18|19|[23]\d),(\d+)\)")
OTHERS = stat.S_IRWXG | stat.S_IRWXO
KEPT_DAYS = 29
"""Bytes of rejected lines are kept for 30 days: of younger ones they must be there."""
RAW_KEPT = 4096
"""So many bytes of a line are kept at most."""
ENDS = (b"", b"\n", b"\r\n", b"\r")


def beside(store: Store, rules: Mapping[str, Rule], today: date | None) -> Iterator[Found]:
    """What holds of a store that is a file; the blocks are read first, since nothing else is sure without."""
    if store.path is None:
        return
    sums = compared_in(store.path)
    yield Found(rules["storage"], 0, len(sums))
    yield _found(rules["rows_altered"], [*_altered(sums)], len(sums))
    yield _found(rules["tables_differ"], [*_columns(store)], len(expected_columns()))
    place = followed(store.path)
    held = [str(value) for (value,) in store.query(FOLDER / "key_check.sql").records]
    yield _found(rules["key_unfit"], [*_key(place.with_name(f"{place.name}.key"), held)], 1)
    lines = _reject_lines(store)
    kept = place.with_name(place.name + QUARANTINE)
    yield _found(rules["quarantine_differs"], [*_quarantine(kept, lines)], sum(map(len, lines.values())))
    missing = _missing(kept, lines, today, emptied_at(store.path))
    yield _found(rules["quarantine_missing"], [*missing], len(lines))


def _found(rule: Rule, broken: list[Broken], counted: int) -> Found:
    amounts = [each.amount for each in broken if each.amount is not None]
    return Found(rule, len(broken), counted, sum(amounts, Decimal(0)) if amounts else None, tuple(broken))


def _altered(sums: Sequence[Compared]) -> Iterator[Broken]:
    """Tables that come to something else than was written: rows they have and should have, the money between."""
    for each in sums:
        if each.has != each.written:
            money = abs(each.has.minus(each.written).money)
            yield Broken(amount=money or None, value=f"{each.table}: {each.has.rows} / {each.written.rows}")


def _columns(store: Store) -> Iterator[Broken]:
    """Columns that are missing or of another type; further ones do no harm, nor does more room for an amount."""
    there = {
        (str(table), str(column)): str(kind) for table, column, kind in store.query(FOLDER / "columns.sql").records
    }
    for (table, column), kind in sorted(expected_columns().items()):
        if MONEY.sub(r"decimal(\1)", there.get((table, column), "")) != MONEY.sub(r"decimal(\1)", kind):
            yield Broken(value=f"{table}.{column}: {there.get((table, column), '-')} / {kind}")


def _key(path: Path, held: Sequence[str]) -> Iterator[Broken]:
    """A key that is missing, of no such form, of another store by the digest ``held``, or open to others."""
    try:
        content, mode = path.read_bytes(), path.stat().st_mode
    except OSError as problem:
        yield Broken(file=path.name, value=problem.strerror)
        return
    digest = hashlib.blake2b(b"\n".join(content.split()), digest_size=16, person=b"crmkit key").hexdigest()
    if not KEY.fullmatch(content) or (held and digest not in held):
        yield Broken(file=path.name)
    elif mode & OTHERS:
        yield Broken(file=path.name, value=f"{stat.S_IMODE(mode):o}")


Lines = dict[int, dict[int, tuple[str, str, datetime | None]]]
"""Number of the file -> line -> name of the file, digest of the bytes, when it was loaded."""


def _reject_lines(store: Store) -> Lines:
    found: Lines = defaultdict(dict)
    rows = store.query(FOLDER / "reject_lines.sql").records
    for key, file, loaded_at, line, digest in cast("list[tuple[int, str, datetime | None, int, str]]", rows):
        found[key][line] = (file, digest, loaded_at)
    return found


def _quarantine(folder: Path, lines: Lines) -> Iterator[Broken]:
    """Kept bytes that no rejected line knows, or that are others."""
    for path in _files(folder):
        known = lines.get(_number(path) or 0)
        if known is None:
            yield Broken(file=path.name)
            continue
        for line, content in _kept(path):
            if line not in known or not _is_of(content, known[line][1]):
                yield Broken(file=path.name, value=str(line))


def _missing(folder: Path, lines: Lines, today: date | None, emptied: datetime | None) -> Iterator[Broken]:
    """Files with rejected lines whose bytes went before their time, though nobody had them ``emptied`` since."""
    there = {_number(path) for path in _files(folder)}
    for key, known in sorted(lines.items()):
        file, _, loaded_at = next(iter(known.values()))
        is_young = today is not None and loaded_at is not None and days_apart(loaded_at.date(), today) <= KEPT_DAYS
        is_removed = emptied is not None and loaded_at is not None and loaded_at <= emptied
        if is_young and not is_removed and key not in there:
            yield Broken(file=file)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name != REMOVED) if folder.is_dir() else []


def _number(path: Path) -> int | None:
    """The number of the loaded file whose bytes these are."""
    found = re.match(r"\d{1,9}(?=\D)", path.name)
    return int(found[0]) if found else None


def _kept(path: Path) -> Iterator[tuple[int, bytes]]:
    """The lines in a file of kept bytes that are whole: of a row over several lines the first alone can be told."""
    try:
        written = path.read_bytes().split(b"\n")
    except OSError:
        return
    heads = [re.match(rb"(\d{1,18})\t[a-z_]+\t", line) for line in written]
    for place, head in enumerate(heads[:-1]):
        if head is not None and (heads[place + 1] is not None or place + 2 == len(written)):
            yield int(head[1]), written[place][head.end() :]


def _is_of(content: bytes, digest: str) -> bool:
    """Whether the bytes of a line have that digest; of a long line only its beginning is kept."""
    return len(content) >= RAW_KEPT - 2 or any(hashlib.sha256(content + end).hexdigest() == digest for end in ENDS)
