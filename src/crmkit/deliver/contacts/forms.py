"""How each CRM names the columns of a list of contacts: a file per CRM in ``forms``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crmkit.customers.conditions.known import KNOWN_COLUMNS
from crmkit.errors import UsageError
from crmkit.messages import LANGUAGES, Language

ROOM = files("crmkit.deliver.contacts") / "forms"
CRMS = ("hubspot", "salesforce", "youzan")
KEYS = {"title", "language", "known_by", "needs", "evidence", "columns"}
OPTIONAL = {"known_by", "needs"}
COLUMN_KEYS = {"heading", "holds", "is_own"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what it holds (nothing, where the exports do not have it), whether the CRM lacks it.

    A field of one's own has to be made in the CRM before it can be imported.
    """

    heading: str
    holds: str | None = None
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The columns of a CRM and the language of its words.

    ``known_by``: the field by which it knows a contact again, which the exports do not have; ``needs``: the column that
    has to be filled by hand before it imports anything.
    """

    crm: str
    title: str
    language: Language
    columns: tuple[Column, ...]
    known_by: str | None = None
    needs: str | None = None

    @property
    def own(self) -> tuple[str, ...]:
        """The fields that have to be made in the CRM."""
        return tuple(column.heading for column in self.columns if column.is_own)


@cache
def form_of(crm: str) -> Form:
    """The form of a CRM; ``UsageError`` when there is none, ``ValueError`` when its file has what nobody reads."""
    if crm not in CRMS:
        raise UsageError("option_value", option="--crm", value=crm, allowed=", ".join(CRMS))
    return read_form(crm, (ROOM / f"{crm}.toml").read_text(encoding="utf-8"))


def read_form(crm: str, text: str) -> Form:
    """The form in a file; ``ValueError`` for keys that are unknown or missing, columns that are none, names twice."""
    table = tomllib.loads(text)
    if not KEYS - OPTIONAL <= set(table) <= KEYS or table["language"] not in LANGUAGES:
        raise ValueError(f"{crm}.toml: needs {sorted(KEYS - OPTIONAL)} and may have {sorted(OPTIONAL)}")
    for entry in table["columns"]:
        if not {"heading"} <= set(entry) <= COLUMN_KEYS or entry.get("holds", "customer") not in KNOWN_COLUMNS:
            raise ValueError(
                f"{crm}.toml: a column needs a heading and holds a column of profile --detail, not {entry}"
            )
    columns = tuple(Column(**entry) for entry in table["columns"])
    headings = [column.heading for column in columns]
    needs = table.get("needs")
    if len(set(headings)) < len(headings) or (needs is not None and needs not in headings):
        raise ValueError(f"{crm}.toml: a heading is there twice, or the one that is needed is not")
    return Form(crm, table["title"], table["language"], columns, table.get("known_by"), needs)
