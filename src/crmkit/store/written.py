"""Tables written to files by the engine itself, in a fixed order: the same rows give the same bytes."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from crmkit.store.connect import Connection
from crmkit.store.frames import FOLDER
from crmkit.store.sql import Statement, statements

TEXTS = frozenset({"formula", "number"})
"""The parameters that a file of CSV needs to guard its texts."""


@dataclass(frozen=True, slots=True)
class Form:
    """How rows are written: ``format``, the columns they are in order of, and those that hold text (words of ours).

    In CSV texts have quotation marks, as nothing else has, and one that fits the parameter ``formula``, but not
    ``number``, gets an apostrophe in front.
    """

    format: Literal["parquet", "csv"]
    order: Sequence[str]
    texts: Sequence[str] = ()

    @property
    def is_guarded(self) -> bool:
        """Whether texts could be taken for formulas."""
        return self.format == "csv" and bool(self.texts)

    @property
    def options(self) -> str:
        """It in the words of the engine."""
        if self.format == "parquet":
            return "format parquet, compression zstd, preserve_order true"
        quoted = f", force_quote ({', '.join(self.texts)})" if self.texts else ""
        return f"format csv, header, timestampformat '%Y-%m-%dT%H:%M:%S', preserve_order true{quoted}"

    @property
    def columns(self) -> str:
        """What is selected."""
        if not self.is_guarded:
            return "*"
        guarded = (
            f"case when regexp_matches({name}, $formula) and not regexp_full_match({name}, $number)"
            f" then chr(39) || {name} else {name} end as {name}"
            for name in self.texts
        )
        return f"* replace ({', '.join(guarded)})"


def write_rows(run: Callable[[Statement], Connection], path: Path, file: Traversable, form: Form) -> int:
    """Write what the one statement of ``file`` selects to ``path``; ``run`` asks an engine with a private folder."""
    ((folder,),) = run(FOLDER).fetchall()
    made = Path(folder, f"written.{form.format}")
    named = str(made).replace("'", "''")
    (statement,) = statements(file)
    rows = f"select {form.columns} from ({statement.text}\n) order by {', '.join(form.order)}"  # noqa: S608 - our own words
    text = f"copy ({rows}) to '{named}' ({form.options})"
    parameters = statement.parameters | (TEXTS if form.is_guarded else frozenset())
    try:
        ((written,),) = run(Statement(text, parameters)).fetchall()
        shutil.move(made, path)
    finally:
        made.unlink(missing_ok=True)
    return int(written)
