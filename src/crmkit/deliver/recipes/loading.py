"""``[[load]]``: export files, read into the store as ``crmkit load`` reads them."""

from __future__ import annotations

import glob
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from crmkit.deliver.recipes.bench import Bench
from crmkit.deliver.recipes.shapes import MAP, SHARE, SKIPS, STATUS, TEXT
from crmkit.deliver.recipes.steps import Done, Work
from crmkit.deliver.recipes.table import Table

SAID = {
    "map": MAP, "status": STATUS, "skip": SKIPS, "tz": TEXT, "time_format": TEXT, "decimal": TEXT, "currency": TEXT,
    "encoding": TEXT, "shop": TEXT, "max_rejects": SHARE, "memory": TEXT,
}  # fmt: skip
"""What may be said of the files, as on the command line."""
COUNTS = ("new_records", "updated_records", "rejected_lines")


def read(table: Table) -> Work:
    """The files and how to read them; what is said of them is checked now."""
    from crmkit.ingest.wishes import read_options

    patterns = table.texts("files")
    if not patterns:
        table.needed("files", "exports/*.csv")
    place, settings = table.place, table.place.settings
    paths = tuple(_absolute(place.folder, pattern) for pattern in patterns)
    open_ended = frozenset(path for path, pattern in zip(paths, patterns, strict=True) if glob.has_magic(pattern))
    dialects = [str(place.path(name)) for name in table.texts("dialect")]
    strict = table.flag("strict")
    said: dict[str, Any] = {"status": settings.status, "tz": settings.tz, "shop": settings.shop or "",
                            "max_rejects": settings.max_rejects, "memory": settings.memory}  # fmt: skip
    said |= table.shaped(SAID)
    options = {**{key: value for key, value in said.items() if key != "map"}, "mapping": said.get("map")}
    options |= {"dialect": dialects or None, "dialect_folder": place.dialects}
    for name, value in options.items():
        with table.placing("map" if name == "mapping" else name):
            read_options(**{name: value})
    with table.placing():
        read_options(**options)
    run = partial(_load, paths=paths, open_ended=open_ended, strict=strict, options=options)
    inputs = tuple(path if path in open_ended else glob.escape(path) for path in (*paths, *dialects))
    return Work("load", ", ".join(patterns), run, inputs=inputs)


def _absolute(folder: Path, pattern: str) -> str:
    """A pattern of the recipe as one that does not depend on where the program stands."""
    path = Path(pattern).expanduser()
    if path.is_absolute():
        return str(path)
    return f"{glob.escape(str(folder))}/{pattern}" if glob.has_magic(pattern) else str(folder / pattern)


def _load(
    bench: Bench, *, paths: tuple[str, ...], open_ended: frozenset[str], strict: bool, options: Mapping[str, Any]
) -> Done:
    """Load what matches; a pattern that matches nothing is no trouble as long as another one does."""
    from crmkit.ingest.load import load

    means = bench.means
    bench.forget_answers()
    found = [path for path in paths if path not in open_ended or glob.glob(path, recursive=True)]  # noqa: PTH207
    answer = load(
        means.store,
        found or paths,
        strict=strict,
        wait=means.wait,
        loaded_at=None if means.now is None else means.now(),
        **{**options, "memory": options["memory"] or means.memory},
    )
    new, updated, rejected = (int(str(answer.facts[name])) for name in COUNTS)
    return Done(rows=new + updated, rejected=rejected)
