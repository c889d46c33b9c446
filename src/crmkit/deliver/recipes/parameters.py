"""The parameters of an analysis as a recipe writes them: each of its type, and none that the analysis would refuse."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Never

from crmkit.customers.conditions.tags import own_tags
from crmkit.customers.scores.maps import SHIPPED, load_map
from crmkit.deliver.recipes.shapes import DAY, FLAG, NUMBER, NUMBERS, PAIR, TEXT, WHOLE, Shape
from crmkit.deliver.recipes.table import Table
from crmkit.periods import read_day

SAID = {"from_": "from"}
"""Parameters that are called otherwise in a recipe."""
DAYS = ("as_of", "since", "until", "start", "falling")
CODES = ("method", "metric")
"""Parameters whose words have dashes where their codes have underscores."""
_SHAPES: Mapping[str, Shape] = {
    "bool": FLAG, "int": WHOLE, "float": NUMBER, "tuple[str, str]": PAIR, "Sequence[float]": NUMBERS, "date": DAY,
}  # fmt: skip
"""By what the signature says of a parameter; any other is a text."""


class _Reached(Exception):
    """The arguments were accepted: the store is asked."""


class _Unopened:
    """Stands for the store while arguments are checked."""

    def __getattr__(self, name: str) -> Never:
        raise _Reached(name)


def meant(known: Mapping[str, inspect.Parameter], given: Mapping[str, object], table: Table) -> dict[str, Any]:
    """The values ``given`` for parameters, read; ``UsageError`` names the key of one that is not of its type."""
    found = {}
    for name, value in given.items():
        shape = _SHAPES.get(str(known[name].annotation).split(" | ")[0], TEXT)
        key = SAID.get(name, name)
        if value is not None and not shape.right(value):
            raise table.wrong(key, f"{key} = {shape.example}", value)
        with table.placing(key):
            found[name] = None if value is None else _read(name, value, table)
    return found


def refuse_nonsense(analysis: Callable[..., object], parameters: Mapping[str, object], table: Table) -> None:
    """Let ``analysis`` itself say what it has against ``parameters``: its arguments are checked before the store is.

    So a recipe is refused when it is read for what would end its step after the load, by the same rules.
    """
    with table.placing():
        try:
            inspect.unwrap(analysis)(_Unopened(), **parameters)
        except _Reached:
            return


def _read(name: str, value: Any, table: Table) -> object:
    """A value of the right type as the analysis takes it."""
    if name in DAYS:
        return read_day(value)
    if name in CODES:
        return str(value).replace("-", "_")
    if name == "cross":
        return tuple(value)
    if name == "thresholds":
        from crmkit.customers.scores.thresholds import parse_thresholds

        return parse_thresholds(value)
    if name == "segments":
        return scheme(value, table)
    if name in ("events", "plan"):
        return str(table.place.path(value))
    if name == "costs":
        from crmkit.ingest.costs import read_costs

        return read_costs(str(table.place.path(value)))
    return tags_file(table.place.path(value)) if name == "tags" else value


def tags_file(path: Path) -> Path:
    """The file of tags of one's own, which must be one."""
    own_tags(path)
    return path


def scheme(choice: str, table: Table) -> str:
    """A shipped segment scheme, or one in a file, which must be there."""
    named = choice if choice in SHIPPED else str(table.place.path(choice))
    load_map(named)
    return named
