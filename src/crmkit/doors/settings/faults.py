"""What is wrong with settings: all that a command that uses them would refuse, found before one does."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crmkit.analyses.segment.request import fitting_map
from crmkit.config import Layer
from crmkit.customers.conditions.tags import own_tags
from crmkit.customers.scores.maps import load_map
from crmkit.customers.scores.scoring import parts_of
from crmkit.customers.scores.thresholds import parse_thresholds
from crmkit.errors import CrmError, StoreError
from crmkit.ingest.forms.checked import read_zone
from crmkit.ingest.wishes import read_memory, read_statuses
from crmkit.store.store_file import require_store


@dataclass(frozen=True, slots=True)
class Looked:
    """One thing that ``layer`` sets, as it is ``written`` and as it is meant; ``fault`` is what is wrong with it."""

    layer: Layer
    key: str | None = None
    written: object = None
    value: object = None
    line: int | None = None
    fault: CrmError | None = None

    @property
    def place(self) -> str:
        """Where it stands: the file and the line, or the variable."""
        return self.layer.where if self.line is None else f"{self.layer.where}:{self.line}"


def looked_at(layers: Sequence[Layer]) -> Iterator[Looked]:
    """All that ``layers`` set, each before those that decide over it, with every fault."""
    found = [each for layer in layers for each in _read(layer)]
    decided = {each.key: each.value for each in found if each.fault is None}
    for each in found:
        fault = each.fault or _refusal(each.key, each.value, decided)
        if fault is not None:
            fault.of_file = True
        line = each.line or (None if each.key is None else each.layer.line(each.key))
        yield replace(each, line=line, fault=fault)


def _read(layer: Layer) -> Iterator[Looked]:
    try:
        given = layer.given()
    except CrmError as fault:
        stop = fault.values.get("line")
        yield Looked(layer, line=None if stop is None else int(str(stop)), fault=fault)
        return
    for key, written in given.items():
        try:
            _, value = layer.value(key, written)
            yield Looked(layer, key, written, value)
        except CrmError as fault:
            yield Looked(layer, key, written, written, fault=fault)


def _refusal(key: str | None, value: object, decided: Mapping[str | None, object]) -> CrmError | None:
    """What a command says to the value of ``key``, which is of its type."""
    try:
        if key in ("thresholds", "cuts"):
            _check_thresholds(str(value), decided.get("segments"))
        elif (check := _CHECKS.get(key or "")) is not None:
            check(str(value))
    except CrmError as fault:
        return fault
    return None


def _check_thresholds(text: str, segments: object) -> None:
    """As ``crmkit segment`` does: as many as the segment scheme needs that they are used with."""
    own = parse_thresholds(text)
    scheme = load_map(fitting_map(own, "median", "auto") or "grid")
    if segments is not None:
        with contextlib.suppress(CrmError):  # which is told of the segments
            scheme = load_map(str(segments))
    own.check(parts_of(scheme) - 1)


def _check_store(path: str) -> None:
    """There may be none yet."""
    try:
        is_there = Path(path).exists()
    except PermissionError:
        raise StoreError("store_unreadable", where=path) from None
    if is_there:
        require_store(Path(path))


_CHECKS: Mapping[str, Callable[[str], object]] = {
    "store": _check_store,
    "memory": read_memory,
    "status": read_statuses,
    "tz": read_zone,
    "segments": load_map,
    "tags": lambda path: own_tags(Path(path)),
}
"""By setting: what reads its value in a command; the values of others are right when they are of their type."""
