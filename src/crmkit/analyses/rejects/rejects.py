"""Rejects: which lines are in quarantine, where they lie and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import PurePath
from typing import cast

from crmkit.analyses.rejects.screen import on_screen
from crmkit.errors import UsageError, near
from crmkit.messages import catalog
from crmkit.result import Note, Result
from crmkit.store.quarantine import KEPT_DAYS, files_kept, folder_of
from crmkit.store.shops import settle_shops
from crmkit.store.sql import beside
from crmkit.store.store import Store

SQL = beside(__name__)
NUMBERED = files("crmkit.analyses.rejects") / "by_number.sql"
SUMMARY = files("crmkit.analyses.rejects") / "by_reason.sql"
NAMES = files("crmkit.analyses.rejects") / "files.sql"


def rejects(store: Store, *, file: str | None = None, reason: str | None = None) -> Result:
    """The quarantined lines, by file and line; the part ``reasons`` counts them by file and reason.

    Args:
        store: the store to look into.
        file: only files whose name ends so, or the path of one.
        reason: only this reason code.

    Raises:
        UsageError: there is no such reason, or no file of that name was loaded.
    """
    _check_reason(reason)
    settle_shops(store)
    chosen = {"file": _end_of(store, file), "reason": reason}
    lines = store.query(SQL, **chosen)
    summary = store.query(SUMMARY, **chosen)
    parts = {"reasons": Result("rejects", summary.columns, summary.records)} if summary.records else {}
    result = Result(
        "rejects",
        lines.columns,
        lines.records,
        params={name: value for name, value in chosen.items() if value is not None},
        facts={"rejected_lines": sum(int(str(record[2])) for record in summary.records)},
        notes=tuple(_of_their_text(store, chosen)),
        parts=parts,
    )
    return on_screen(result)


def _of_their_text(store: Store, chosen: Mapping[str, str | None]) -> Iterator[Note]:
    """Where the text of the lines is, and of how many it is gone."""
    numbered = cast("list[tuple[int, int, int]]", store.query(NUMBERED, **chosen).records)
    if store.path is None or not numbered:
        return
    kept = files_kept(store.path)
    if forgotten := sum(lines for _, _, lines in numbered):
        yield Note("raw_lines_forgotten", {"lines": forgotten})
    if gone := sum(lines for number, lines, _ in numbered if number not in kept):
        yield Note("raw_lines_gone", {"lines": gone, "kept": KEPT_DAYS})
    if any(number in kept for number, _, _ in numbered):
        yield Note("raw_lines", {"folder": folder_of(store.path).name})


def _check_reason(reason: str | None) -> None:
    """Refuse a reason that no line can have, instead of finding none."""
    if reason is not None and reason not in catalog()["reason"]:
        raise UsageError("reason_unknown", value=reason, nearest=near(reason, catalog()["reason"]))


def _end_of(store: Store, file: str | None) -> str | None:
    """The end of the name of ``file``; one that was not loaded is refused, not found empty."""
    if file is None:
        return None
    loaded = [str(name) for (name,) in store.query(NAMES).records]
    if not loaded or any(name.endswith(file) for name in loaded):
        return file
    of_path = [name for name in loaded if PurePath(file).as_posix().endswith(f"/{name}")]
    if not of_path:
        raise UsageError("file_not_loaded", value=file, nearest=_named_like(file, loaded))
    return of_path[0]


def _named_like(file: str, loaded: Sequence[str]) -> str | None:
    """The loaded file that may have been meant; that both end in ``.csv`` says nothing."""
    by_stem = {PurePath(name).stem: name for name in loaded}
    return by_stem.get(near(PurePath(file).stem, by_stem) or "")
