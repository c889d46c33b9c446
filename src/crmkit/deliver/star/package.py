"""What describes a star to other programs: ``datapackage.json``, a Data Package of version 2.

``$schema`` names the profile that the standard defines; nothing is fetched from there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crmkit.deliver.star.tables import Table, tables
from crmkit.messages import LANGUAGES, Language, say
from crmkit.version import __version__
from crmkit.vocabulary import Kind, word

FILE = "datapackage.json"
NAME = "crmkit-star"
"""By which an earlier export is known."""
PROFILES = "https://datapackage.org/profiles/2.0"
MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}
TYPES: Mapping[Kind, str] = {
    "text": "string", "id": "string", "code": "string", "nick": "string", "count": "integer", "days": "integer",
    "score": "integer", "money": "number", "mean": "number", "figure": "number", "rate": "number", "date": "date",
    "time": "datetime", "flag": "boolean",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """One file of a star: its table, how many rows and bytes it has, and its SHA-256."""

    table: Table
    file: str
    rows: int
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class About:
    """What is true of all tables: the day, the currency of all money, whether names are shown."""

    as_of: date
    currency: str
    is_revealed: bool


def package(written: Sequence[Written], about: About, *, format: str, language: Language) -> str:
    """The text of ``datapackage.json``, titles in ``language`` and, under ``translations``, in both."""
    described = {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": NAME,
        "title": say("title", "export", language),
        "description": say("text", "star_package", language, {"as_of": about.as_of, "currency": about.currency}),
        "crmkit": {
            "version": __version__,
            "as_of": about.as_of.isoformat(),
            "currency": about.currency,
            "masked": not about.is_revealed,
        },
        "resources": [_resource(each, format, language) for each in written],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _resource(written: Written, format: str, language: Language) -> dict[str, Any]:
    table = written.table
    schema: dict[str, Any] = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field(name, table, language) for name in table.columns],
        "primaryKey": list(table.key),
    }
    if table.refers:
        schema["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": other, "fields": list(tables()[other].key)}}
            for name, other in table.refers.items()
        ]
    text = {"encoding": "utf-8"} if format == "csv" else {}
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": table.name,
        "type": "table",
        "path": written.file,
        "title": table.name,
        "description": say("star", table.name, language),
        "format": format,
        "mediatype": MEDIA[format],
        **text,
        "bytes": written.size,
        "hash": f"sha256:{written.digest}",
        "schema": schema,
    }


def _field(name: str, table: Table, language: Language) -> dict[str, Any]:
    texts = {each: {"title": word(name).label(each), "description": say("column", name, each)} for each in LANGUAGES}
    required = {"constraints": {"required": True}} if name in table.key else {}
    return {"name": name, "type": TYPES[word(name).kind], **texts[language], "translations": texts, **required}
