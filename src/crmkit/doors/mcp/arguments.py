"""The arguments of a call, held against what the tool takes: whatever comes is refused in words or fit for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crmkit.doors.mcp.tools import Property, Tool
from crmkit.errors import UsageError, near

SHOWN = 60
"""Of a refused value people see so much."""
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
}


def checked(tool: Tool, given: Mapping[str, Any]) -> dict[str, Any]:
    """``given`` without what is null; ``UsageError`` names the first argument that is unknown, missing or wrong."""
    values = {name: value for name, value in given.items() if value is not None}
    for name in values:
        if name not in tool.properties:
            known = tuple(tool.properties)
            raise UsageError(
                "tool_argument", tool=tool.name, name=_shown(name), nearest=near(name[:SHOWN], known),
                known=", ".join(known),
            )  # fmt: skip
    for name in tool.required:
        if name not in values:
            raise UsageError("tool_needs", tool=tool.name, name=name)
    for name, value in values.items():
        if not _fits(value, tool.properties[name]):
            raise UsageError(
                "tool_value", tool=tool.name, name=name, value=_shown(value), allowed=_allowed(tool.properties[name])
            )
    return values


def _fits(value: object, form: Property) -> bool:
    kind = form["type"]
    if not isinstance(value, _KINDS[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return False
    if "enum" in form:
        return value in list(form["enum"])
    if "minimum" in form:
        return _in_range(value, form)
    if isinstance(value, list):
        counted = form.get("minItems", 0) <= len(value) <= form["maxItems"]
        return counted and all(_fits(each, form["items"]) for each in value)
    return not isinstance(value, str) or len(value) <= form["maxLength"]


def _in_range(value: Any, form: Property) -> bool:
    return bool(form["minimum"] <= value <= form["maximum"])  # what is not a number is in none


def _allowed(form: Property) -> str:
    """What would have been right."""
    if "enum" in form:
        return ", ".join(form["enum"])
    if "minimum" in form:
        return f"{form['type']}, {form['minimum']} - {form['maximum']}"
    if form["type"] == "array":
        least, most = form.get("minItems", 0), form["maxItems"]
        return f"array of {form['items']['type']}, {least} - {most}"
    return f"string, 0 - {form['maxLength']}" if form["type"] == "string" else "true, false"


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, int | float) else str(value)[: SHOWN + 1]
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
