"""What a file is like under a draft: it is read as a load would read it, into memory, and nothing is kept."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import cast

from crmkit.errors import CrmError, InputError
from crmkit.ingest.account.refusal import too_damaged
from crmkit.ingest.drafts.statuses import state_of
from crmkit.ingest.files.source import Source
from crmkit.ingest.forms.conventions import Conventions
from crmkit.ingest.forms.words import normal
from crmkit.ingest.headers.dialect import Dialect
from crmkit.ingest.keys import passing_keys
from crmkit.ingest.options import DEFAULT_MAX_REJECTS, Options
from crmkit.ingest.staging.stage import stage
from crmkit.ingest.staging.staged import Staged
from crmkit.ingest.typing.macros import prepare
from crmkit.store.private import private_folder
from crmkit.store.workspace import Workspace

MEMORY = "650MB"
Word = tuple[str, int, str | None]
"""A status word, its rows, and the state it is taken for."""
DAY_UNKNOWN = ("day_order_unknown", "day_or_year_unknown")


@dataclass(frozen=True, slots=True)
class Measured:
    """What was found: ``refused`` are the reasons why the draft would not load as it is.

    ``orders`` counts the different numbers of orders, ``several`` those of more than one row, ``most_rows`` the rows
    of the one with most of them, ``statuses`` the words of a status.
    """

    staged: Staged | None
    conventions: Conventions
    refused: tuple[CrmError, ...]
    orders: int = 0
    most_rows: int = 0
    several: int = 0
    statuses: tuple[Word, ...] = ()


def measure(source: Source, dialect: Dialect, encoding: str | None, words: Sequence[str] = ()) -> Measured:
    """Read the file under the draft; what stops a load is noted and passed over, where the rest can still be seen.

    ``words`` are the cells of a column of states of refunds, which no table keeps.
    """
    refused: list[CrmError] = []
    asked = replace(dialect, is_asked=True)
    while True:
        try:
            with _workspace(source) as workspace:
                found = _measured(source, asked, workspace, encoding, refused)
                return replace(found, statuses=_of_refunds(words, asked, workspace)) if words else found
        except InputError as problem:
            refused.append(problem)
            said = _provisional(problem)
            if not said or any(getattr(asked.said, name) is not None for name in said):
                return Measured(None, Conventions(), tuple(refused))
            asked = replace(asked, said=replace(asked.said, **said))


def _provisional(problem: InputError) -> dict[str, str]:
    """What a file is read with for the rest of the look, where it cannot be read before its owner has decided."""
    if problem.code in DAY_UNKNOWN:
        return {"time_format": str(problem.values["day_form"])}
    return {"decimal": "."} if problem.code == "decimal_unknown" else {}


def _measured(
    source: Source, dialect: Dialect, workspace: Workspace, encoding: str | None, refused: Sequence[CrmError]
) -> Measured:
    options = Options(dialects=(dialect,), encoding=encoding)
    staged = stage(source, 0, options.reading(passing_keys(), digest=False), workspace)[0]
    if staged.line_counts.rejects_more_than(DEFAULT_MAX_REJECTS) and not refused:
        refused = (*refused, too_damaged(staged, DEFAULT_MAX_REJECTS))
    found = Measured(staged, cast(Conventions, workspace.conventions), tuple(refused))
    if staged.kind not in ("orders", "items") or staged.no_id:
        return found
    shared = "from (select count(*) as lines from staged group by order_key, order_text)"
    counts = workspace.execute(f"select count(*), coalesce(max(lines), 0), count(*) filter (where lines > 1) {shared}")
    words: list[tuple[str, int]] = []
    own = staged.match.dialect.statuses
    if "status" in staged.match.layout.cells:
        query = "select status_raw, count(*) from staged where status_raw is not null group by 1 order by 2 desc, 1"
        words = cast("list[tuple[str, int]]", workspace.execute(query))
    states = tuple((word, rows, state_of(word, own)) for word, rows in words)
    ((orders, most, several),) = cast("list[tuple[int, int, int]]", counts)
    return replace(found, orders=orders, most_rows=most, several=several, statuses=states)


def _of_refunds(words: Sequence[str], dialect: Dialect, workspace: Workspace) -> tuple[Word, ...]:
    """The words of refunds with their rows, and whether the money of such a case went back."""
    own = {normal(word): state for word, state in dialect.statuses.items()}
    found = []
    for word, rows in sorted(Counter(words).items(), key=lambda each: (-each[1], each[0])):
        ((verdict,),) = workspace.execute("select refund_verdict($word)", {"word": word})
        found.append((word, rows, own.get(normal(word), (None, "closed", "refunded", "refunded")[cast(int, verdict)])))
    return tuple(found)


@contextlib.contextmanager
def _workspace(source: Source) -> Iterator[Workspace]:
    size = source.fingerprint.size
    with private_folder(None) as folder:
        workspace = Workspace(folder, store=None, inputs=[source.path], size=size, memory=MEMORY, wait=0)
        with contextlib.closing(workspace):
            prepare(workspace)
            yield workspace
