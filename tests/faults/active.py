"""What a program that opens an output would run, follow or obey in it; each function names what it found."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser

from tests.faults.payload_texts import MARK

HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
KEPT = {"\n", "\u200d"}
"""A line's end, and the joiner that builds an emoji."""
STARTS = "=+-@＝＋－＠\t\r\n"
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DATE = re.compile(r"[0-9-]+( [0-9:]+)?")
TAGS = {"iframe", "object", "embed", "base", "form", "img", "applet", "math", "frame"}
NO_ICON = "data:,"
"""Our own: a page that has none does not ask for one."""
LINKS = {"href", "src", "action", "data", "xlink:href", "formaction", "background"}


def in_terminal(output: bytes) -> list[str]:
    """Characters that a terminal obeys or that hide what is there."""
    return sorted({repr(c) for c in output.decode() if unicodedata.category(c) in HIDDEN and c not in KEPT})


def in_markdown(output: bytes) -> list[str]:
    tags = re.findall(r"(?<!\\)<[a-zA-Z/!][^\n]{0,20}", output.decode())
    links = re.findall(r"(?<![\\\]])\]\([^\n]{0,20}", output.decode())
    return in_terminal(output) + tags + [link for link in links if not link.startswith("](#")]


def in_csv(output: bytes, mark: str = ",") -> list[str]:
    """Cells that a spreadsheet takes for a formula: it looks behind blanks and what is not seen."""
    text = output.decode("utf-8-sig")
    found = []
    for cells in csv.reader(io.StringIO(text, newline=""), delimiter=mark):
        for cell in cells:
            bare = cell.lstrip(" \u00a0\u3000\u200b\ufeff\x07")
            if bare[:1] and bare[0] in STARTS and not NUMBER.fullmatch(cell) and not DATE.fullmatch(cell):
                found.append(repr(cell)[:60])
    return found


def in_tsv(output: bytes) -> list[str]:
    return in_csv(output, "\t")


def in_json(output: bytes) -> list[str]:
    json.loads(output)
    return in_terminal(output)


def in_ndjson(output: bytes) -> list[str]:
    for line in output.splitlines():
        json.loads(line)
    return in_terminal(output)


def in_workbook(output: bytes) -> list[str]:
    found = []
    with zipfile.ZipFile(io.BytesIO(output)) as package:
        for name in package.namelist():
            if "external" in name.lower() or name.endswith(".bin"):
                found.append(name)
            if name.startswith("xl/") and name.endswith((".xml", ".rels")):
                text = package.read(name).decode()
                found += [f"{name}: {tag}" for tag in ("<f>", "<f ", "<hyperlink", "ddeLink", "oleLink") if tag in text]
                found += [f"{name}: external" for _ in re.findall('TargetMode="External"', text)]
    return found


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in TAGS or (tag == "meta" and known.get("http-equiv") == "refresh"):
            self.found.append(f"<{tag}>")
        for name, value in known.items():
            if name.startswith("on") or (
                name in LINKS and value != NO_ICON and re.match(r"\s*(javascript|data|https?):", value or "")
            ):
                self.found.append(f"<{tag} {name}={value!r}>")
            if name == "style" and MARK in (value or ""):
                self.found.append(f"<{tag} style>")
        self.script = (known.get("type") or "script") if tag in ("script", "style") else ""

    def handle_data(self, data: str) -> None:
        if self.script and self.script != "application/json" and MARK in data:
            self.found.append("a script with what a buyer typed")

    def handle_endtag(self, tag: str) -> None:
        self.script = ""


def in_page(output: bytes) -> list[str]:
    page = _Page()
    page.feed(output.decode())
    page.close()
    text = re.sub(r"[\t\r]", "", output.decode())
    return page.found + in_terminal(text.encode())


def in_parquet(output: bytes) -> list[str]:
    return [] if output.startswith(b"PAR1") and output.endswith(b"PAR1") else ["not whole"]


FOUND_IN: dict[str, Callable[[bytes], list[str]]] = {
    "table": in_terminal,
    "txt": in_terminal,
    "csv": in_csv,
    "tsv": in_tsv,
    "json": in_json,
    "ndjson": in_ndjson,
    "md": in_markdown,
    "xlsx": in_workbook,
    "html": in_page,
    "parquet": in_parquet,
}
"""By format or suffix."""
