"""The tools: one for each analysis, its parameters as the command line and the function of the analysis have them."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crmkit.customers.scores.maps import SHIPPED
from crmkit.deliver.recipes.parameters import SAID
from crmkit.deliver.recipes.questions import FILES, SCOPE, folders, parameters_of
from crmkit.messages import Language, catalog, say

EXPLAIN = "explain"
MOST_ROWS, ROWS = 500, 50
"""Rows of each table in one answer: at most, and where nobody says how many."""
MOST_TEXT = 2_000
MOST_TEXTS = 50
MOST_NUMBER = 1_000_000
OPEN_FILES = tuple(name for name in FILES if name != "segments")
"""Parameters that are paths: no client names any."""
_FLAG = re.compile(r"--[a-z][a-z-]*")
_ENUMERATED: Mapping[str, Sequence[str]] = {"segments": SHIPPED}
Property = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tool:
    """What a client sees of an analysis: ``properties`` are its parameters as JSON Schema."""

    name: str
    title: str
    description: str
    properties: Mapping[str, Property]
    required: tuple[str, ...] = ()

    @property
    def schema(self) -> dict[str, Any]:
        """What its arguments must be."""
        shape = {"type": "object", "properties": dict(self.properties), "additionalProperties": False}
        return {**shape, "required": list(self.required)} if self.required else shape


def tools_of(shapes: Sequence[Mapping[str, Any]], language: Language) -> dict[str, Tool]:
    """The tools by name, in the order of the commands, whose ``shapes`` are as ``crmkit schema`` has them."""
    known = {shape["name"]: shape for shape in shapes}
    tools = {name: _tool(shape, language) for name, shape in known.items() if name in folders()}
    return tools | {EXPLAIN: _explain(known[EXPLAIN], language)}


def _tool(shape: Mapping[str, Any], language: Language) -> Tool:
    own = parameters_of(shape["name"])
    taken = [name for name in own if name not in OPEN_FILES]
    properties, required = {}, []
    for option in (*shape["arguments"], *shape["options"]):
        name = option["name"]
        if name == "store" or (name not in taken and name not in SCOPE):
            continue
        parameter, said = own.get(name), SAID.get(name, name)
        properties[said] = _property(option, parameter, language)
        if parameter is not None and parameter.default is inspect.Parameter.empty:
            required.append(said)
    properties["limit"] = _limit(language)
    return Tool(shape["name"], *_texts(shape, language), properties, tuple(required))


def _explain(shape: Mapping[str, Any], language: Language) -> Tool:
    """The definitions: they need no data."""
    term = next(argument for argument in shape["arguments"] if argument["name"] == "metric")
    properties = {"metric": _property(term, None, language), "limit": _limit(language)}
    return Tool(EXPLAIN, *_texts(shape, language), properties, ("metric",))


def _limit(language: Language) -> Property:
    said = say("tool", "limit", language)
    return {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": ROWS, "description": said}


def _texts(shape: Mapping[str, Any], language: Language) -> tuple[str, str]:
    """Title and description: the help of the command without its examples, which are lines of a shell."""
    if shape["name"] in catalog()["tool"]:
        own = say("tool", shape["name"], language)
        return own, own
    lines = [line for line in shape["help"][language].splitlines() if not line.startswith(" ")]
    while lines and not lines[-1].rstrip().rstrip(":：").strip():
        lines.pop()
    title, *more = [line for line in lines if line]
    return title, _plain("\n".join((title, *more)))


def _property(option: Mapping[str, Any], parameter: inspect.Parameter | None, language: Language) -> Property:
    name = option["name"]
    said = catalog()["tool"][name][language] if name in catalog()["tool"] else _plain(option["help"][language])
    default = None if parameter is None else parameter.default
    shown = list(default) if isinstance(default, tuple) else default
    is_shown = isinstance(shown, str | int | float | list) and default is not inspect.Parameter.empty
    return dict(_form(option, parameter)) | ({"default": shown} if is_shown else {}) | {"description": said}


def _form(option: Mapping[str, Any], parameter: inspect.Parameter | None) -> Iterator[tuple[str, Any]]:
    """What a value must be; the kinds that the command line reads out of a text are lists here."""
    annotation = "" if parameter is None else str(parameter.annotation)
    if option["name"] in _ENUMERATED:
        yield from (("type", "string"), ("enum", list(_ENUMERATED[option["name"]])))
    elif option["choices"]:
        yield from (("type", "string"), ("enum", option["choices"]))
    elif annotation.startswith("tuple[str, str]"):
        yield from (("type", "array"), ("items", _TEXT), ("minItems", 2), ("maxItems", 2))
    elif annotation.startswith("Sequence[float]"):
        yield from (("type", "array"), ("items", {"type": "number"}), ("minItems", 1), ("maxItems", MOST_TEXTS))
    elif option["repeatable"]:
        yield from (("type", "array"), ("items", _TEXT), ("maxItems", MOST_TEXTS))
    elif option["type"] in ("integer", "number"):
        yield "type", option["type"]
        yield "minimum", 0 if option["least"] is None else option["least"]
        yield "maximum", MOST_NUMBER if option["most"] is None else option["most"]
    elif option["type"] == "flag":
        yield "type", "boolean"
    else:
        yield from _TEXT.items()


_TEXT: Property = {"type": "string", "maxLength": MOST_TEXT}


def _plain(text: str) -> str:
    """A sentence of the help with the options under the names that they have here."""
    return _FLAG.sub(lambda flag: flag[0][2:].replace("-", "_"), text)
