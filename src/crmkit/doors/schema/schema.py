"""The shape of the program as JSON: commands and their options, columns of answers, notes, exit codes."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from crmkit.doors.sql.views import views
from crmkit.errors import ExitCode
from crmkit.messages import LANGUAGES, catalog
from crmkit.render.formats import FORMATS
from crmkit.version import __version__
from crmkit.vocabulary import word

SCHEMA_VERSION = 1
TABLES = ("columns", "facts")


def schema(commands: Sequence[Mapping[str, Any]], *, whole: bool) -> str:
    """The ``commands`` (as the parser has them) with what they answer; with ``whole`` also what all of them share."""
    shown = [{**command, "answers": answers().get(command["name"], [])} for command in commands]
    described: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "crmkit": __version__, "commands": shown}
    if whole:
        described |= {
            "formats": [
                {"name": entry.name, "suffixes": list(entry.suffixes), "binary": entry.binary}
                for entry in FORMATS.values()
            ],
            "sql_views": {
                name: {**_texts("view", name), "columns": list(columns)} for name, columns in views().items()
            },
            "notes": {code: _texts("note", code) for code in sorted(catalog()["note"])},
        }
    described["columns"] = {name: _column(name) for name in _named(shown, whole=whole)}
    described["exit_codes"] = [
        {"code": int(code), "name": code.name.lower(), **_texts("exit", code.name.lower())} for code in ExitCode
    ]
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


@cache
def answers() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """The tables of every command, as they came back from the examples: ``docs/answers.py`` writes the file."""
    text = (files("crmkit.doors.schema") / "answers.toml").read_text(encoding="utf-8")
    found: dict[str, list[Mapping[str, Any]]] = {}
    for entry in tomllib.loads(text)["answers"]:
        found.setdefault(entry["command"], []).append({name: entry[name] for name in entry if name != "command"})
    return found


def _named(commands: Iterable[Mapping[str, Any]], *, whole: bool) -> list[str]:
    """The columns and facts that the answers name, each once."""
    names = {name for columns in views().values() for name in columns} if whole else set()
    for command in commands:
        for answer in command["answers"]:
            names |= {name for table in TABLES for name in answer[table]}
            names |= {name for columns in answer["parts"].values() for name in columns}
    return sorted(names)


def _column(name: str) -> dict[str, Any]:
    entry = word(name)
    return {
        "kind": entry.kind,
        "title": {"en": entry.en, "zh": entry.zh},
        "definition": _texts("column", name),
        "personal": entry.privacy == "personal",
        "for_scripts": entry.machine,
    }


def _texts(group: str, code: str) -> dict[str, str]:
    return {each: catalog()[group][code][each] for each in LANGUAGES}
