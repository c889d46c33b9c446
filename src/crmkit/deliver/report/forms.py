"""The forms that a report can take, by name and by the suffix of a file: a further one is one entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import cast

from crmkit.errors import UsageError


@dataclass(frozen=True, slots=True)
class Form:
    """A form: ``maker`` of the module ``home`` makes it of a report.

    One that ``is_binary`` is nothing for a terminal, one that ``is_printed`` needs a browser.
    """

    name: str
    suffixes: tuple[str, ...]
    home: str
    maker: str
    is_binary: bool = False
    is_printed: bool = False

    def made(self, report: object) -> bytes:
        """The report, or the picture, in this form; only what makes this one is loaded."""
        module = import_module(f"crmkit.{self.home}")
        content = cast("Callable[[object], str | bytes]", getattr(module, self.maker))(report)
        return content.encode("utf-8") if isinstance(content, str) else content


FORMS: Mapping[str, Form] = {
    form.name: form
    for form in (
        Form("html", (".html", ".htm"), "render.report.page", "page"),
        Form("xlsx", (".xlsx",), "render.report.as_workbook", "workbook", is_binary=True),
        Form("pdf", (".pdf",), "deliver.report.paper", "pdf", is_binary=True, is_printed=True),
        Form("md", (".md", ".markdown"), "render.report.as_markdown", "markdown"),
        Form("txt", (".txt",), "render.report.as_text", "text"),
    )
}


def form_of(path: PurePath | None, name: str | None, forms: Mapping[str, Form] = FORMS) -> Form:
    """The one of ``forms`` called ``name``, else the one that the suffix of ``path`` asks for.

    Raises:
        UsageError: there is none, or the suffix asks for another one.
    """
    suffix = "" if path is None else path.suffix.lower()
    meant = next((form for form in forms.values() if suffix in form.suffixes), None)
    if name is None:
        if meant is not None:
            return meant
        known = ", ".join(suffix for form in forms.values() for suffix in form.suffixes)
        if suffix:
            raise UsageError("unknown_suffix", where=str(path), value=suffix, known=known)
        raise UsageError("no_suffix", where=str(path), known=known)
    if name not in forms:
        raise UsageError("option_value", option="--format", value=name, allowed=", ".join(forms))
    form = forms[name]
    if meant not in (None, form):
        other, own = meant.name, form.suffixes[0]
        raise UsageError("suffix_of_another", where=str(path), suffix=suffix, other=other, format=name, own=own)
    return form
