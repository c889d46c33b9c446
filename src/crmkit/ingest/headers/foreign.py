"""A header that no dialect fits: what it seems to be, and what to type so that it is read.

Known platforms are named by the headers that prove them, the columns are guessed by headers seen elsewhere; the guess
is never used by itself, it is a line to paste.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from crmkit.errors import InputError
from crmkit.ingest.headers.columns import MAPPED, Kind
from crmkit.ingest.headers.dialect import Dialect
from crmkit.ingest.headers.dialect_file import lacking
from crmkit.ingest.headers.layout import canonical_header
from crmkit.ingest.headers.likely import AMOUNTS, likely_kind, meanings

Names = Mapping[str, str]
"""The headers of one line as they are compared, with what stands in the file."""
Row = tuple[int, Sequence[str]]
MOST_COLUMNS = 500
"""Of a wider line the first cells say what it is."""
KNOWN_ENOUGH = 3
"""A line with fewer headers of a dialect is not a header of that dialect with some left out."""


@dataclass(frozen=True, slots=True)
class Platform:
    """A table known by its headers; without ``orders`` there is nothing in it to read."""

    name: str
    must: tuple[str, ...]
    any: tuple[str, ...]
    never: tuple[str, ...]
    orders: bool

    def fits(self, names: Names) -> bool:
        """Whether the headers prove it."""
        return (
            all(name in names for name in self.must)
            and (not self.any or any(name in names for name in self.any))
            and not any(name in names for name in self.never)
        )


def unknown_header(rows: Sequence[Row], dialects: Sequence[Dialect], where: str) -> InputError:
    """The error for a file whose header nothing fits: what it seems to be, what is missing, what to type.

    ``rows`` are the first lines of the file with their numbers, split at each delimiter in turn.
    """
    rows = [(line, cells[:MOST_COLUMNS]) for line, cells in rows]
    named = [(line, _names(cells)) for line, cells in rows]
    if len(dialects) == 1 and dialects[0].name == "mapped":
        return InputError("map_absent", where=where, **_absent(named, dialects[0]))
    if dialects and dialects[0].is_asked:
        dialect, known = _most_known(rows, dialects)
        if unwanted := [name for name in dialect.never if name in known]:
            return InputError("dialect_never", where=where, dialect=dialect.title, unwanted=", ".join(unwanted))
        return InputError("dialect_unfit", where=where, dialect=dialect.title, **_absent(named, dialect))
    for platform in platforms():
        for line, names in named:
            if platform.fits(names):
                return _of_platform(platform, line, names, where)
    nearest = _nearest_dialect(rows, dialects)
    guesses = [(line, guess(names)) for line, names in named]
    line, found = max(guesses, key=lambda each: (len(each[1]), -each[0]), default=(0, {}))
    map_line = _line(found)
    if nearest is not None:
        return _near(*nearest, map_line, where)
    if map_line is not None:
        return InputError("header_guessed", where=where, line=line, map=map_line)
    several = [(line, cells) for line, cells in rows if sum(bool(cell.strip()) for cell in cells) > 1]
    if not several:
        return InputError("header_no_table", where=where)
    line, cells = several[0]
    is_header = all(re.fullmatch(r"[^\d@]{0,20}", cell) for cell in cells)  # what may be of a person is not repeated
    return InputError("header_unknown", where=where, line=line, cells=", ".join(cells) if is_header else None)


def guess(names: Names) -> dict[str, str]:
    """The words of ``--map`` with the file's own headers that are likely to mean them."""
    headers = [header for header in names.values() if not set(header) & set(",，='")]  # others cannot be typed
    kind = likely_kind(headers)
    likely = {word: found[0] for word, found in meanings(headers, kind).items() if found}
    if kind == "orders":
        amount = next((likely[group] for group in AMOUNTS if group in likely), None)
        price = likely.get("unit_price", likely.pop("price", None))
        if amount is None and price is not None:
            # where no quantity is given, a price is the amount
            likely |= {"unit_price": price} if "quantity" in likely else {"amount": price}
        elif amount is not None:
            likely["amount"] = amount
        if "amount" in likely:
            likely.pop("unit_price", None)
        if "amount" in likely or "unit_price" in likely:
            likely.pop("due", None)
    found = {word: likely[word] for word in MAPPED[kind] if word in likely}
    return found if kind == "orders" else {"kind": kind, **found}


def _line(found: Mapping[str, str]) -> str | None:
    """The guess as it is typed; ``None`` when it lacks what its kind needs and so could not be read."""
    kind = cast(Kind, found.get("kind", "orders"))
    if lacking(kind, {MAPPED[kind][word] for word in found if word != "kind"}):
        return None
    return ",".join(f"{word}={header}" for word, header in found.items())


def _of_platform(platform: Platform, line: int, names: Names, where: str) -> InputError:
    if not platform.orders:
        return InputError("header_no_orders", where=where, platform=platform.name, line=line)
    map_line = _line(guess(names))
    if map_line is None:
        return InputError("header_platform_short", where=where, platform=platform.name, line=line)
    return InputError("header_platform", where=where, platform=platform.name, line=line, map=map_line)


def _nearest_dialect(rows: Sequence[Row], dialects: Sequence[Dialect]) -> tuple[Dialect, Mapping[str, int], int] | None:
    """The dialect that knows most headers of a line, with them and the line; ``None`` when it knows hardly any."""
    best: tuple[tuple[int, int, int], Dialect, Mapping[str, int], int] | None = None
    for order, dialect in enumerate(dialects):
        for line, cells in rows:
            names = {canonical_header(cell): position for position, cell in enumerate(cells)}
            rank = (dialect.known(names), -order, -line)
            if rank[0] >= KNOWN_ENOUGH and _half_proven(dialect, names) and (best is None or rank > best[0]):
                best = (rank, dialect, names, line)
    return None if best is None else best[1:]


def _half_proven(dialect: Dialect, names: Mapping[str, int]) -> bool:
    """Whether at least half of what proves a dialect is there: with less a header is no more its than another's."""
    proofs = [name in names for name in dialect.must]
    if dialect.any:
        proofs.append(any(name in names for name in dialect.any))
    return 2 * sum(proofs) >= len(proofs)


def _near(dialect: Dialect, names: Mapping[str, int], line: int, map_line: str | None, where: str) -> InputError:
    missing = [name for name in dialect.must if name not in names]
    if dialect.any and not any(name in names for name in dialect.any):
        missing.append(" | ".join(dialect.any))
    values = {"line": line, "dialect": dialect.title, "map": map_line}
    if missing:
        return InputError("header_nearly", where=where, missing=", ".join(missing), **values)
    unwanted = [name for name in dialect.never if name in names]
    return InputError("header_foreign", where=where, unwanted=", ".join(unwanted), **values)


def _most_known(rows: Sequence[Row], dialects: Sequence[Dialect]) -> tuple[Dialect, Mapping[str, int]]:
    """Of the dialects that were asked for, the one that knows most of a line, and the headers of that line."""
    lines = [{canonical_header(cell): 0 for cell in cells} for _, cells in rows] or [{}]
    return max(((each, line) for each in dialects for line in lines), key=lambda pair: pair[0].known(pair[1]))


def _absent(named: Sequence[tuple[int, Names]], dialect: Dialect) -> dict[str, str | None]:
    """Headers of a mapping that the file does not have, with the nearest of those that it has."""
    ranked = [(sum(name in names for name in dialect.must), len(names), -line, names) for line, names in named]
    names = max(ranked, key=lambda each: each[:3])[3] if ranked else {}
    by_case = {name: header for name, header in names.items() if name}
    missing = [name for name in dialect.must if name.casefold() not in names]
    if dialect.any and not any(name.casefold() in names for name in dialect.any):
        missing += dialect.any
    near = [match for name in missing for match in difflib.get_close_matches(name.casefold(), by_case, n=1, cutoff=0.4)]
    nearest = ", ".join(dict.fromkeys(by_case[match] for match in near)) or None
    return {"missing": ", ".join(missing or dialect.must), "nearest": nearest}


def _names(cells: Sequence[str]) -> Names:
    """Headers as they are compared here: like a dialect's, and without case."""
    return {_plain(cell): " ".join(cell.split()) for cell in reversed(cells) if cell.strip()}


def _plain(header: str) -> str:
    return canonical_header(header).casefold()


@cache
def platforms() -> tuple[Platform, ...]:
    """The known platforms, the most particular first; ``ValueError`` on an unknown key in the file."""
    found = []
    for name, entry in _table()["platforms"].items():
        unknown = set(entry) - {"must", "any", "never", "orders", "why"}
        if unknown:
            raise ValueError(f"foreign.toml, {name}: unknown key {sorted(unknown)}")
        must, any_of, never = (tuple(map(_plain, entry.get(key, ()))) for key in ("must", "any", "never"))
        found.append(Platform(name, must, any_of, never, bool(entry.get("orders", True))))
    return tuple(found)


@cache
def _table() -> Mapping[str, Mapping[str, dict[str, list[str]]]]:
    table: Mapping[str, Mapping[str, dict[str, list[str]]]] = tomllib.loads(
        (files("crmkit.ingest.headers") / "foreign.toml").read_text(encoding="utf-8")
    )
    if unknown := set(table) - {"platforms"}:
        raise ValueError(f"foreign.toml: unknown table {sorted(unknown)}")
    return table
