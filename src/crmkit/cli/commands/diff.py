"""``crmkit diff``: who moved where since a snapshot."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import working
from crmkit.cli.source import StoreAt, existing_store, memory_size, patience

From = Annotated[str, typer.Argument(metavar="FROM", help="diff_from", show_default=False)]
To = Annotated[str | None, typer.Argument(metavar="[TO]", help="diff_to", show_default=False)]
By = Annotated[Literal["segment", "tier", "stage", "risk"], typer.Option("--by", help="diff_by")]
Top = Annotated[int, typer.Option("--top", metavar="N", help="diff_top", min=0)]
Detail = Annotated[bool, typer.Option("--detail", help="diff_detail")]
ExitCode = Annotated[bool, typer.Option("--exit-code", help="exit_code")]


def diff(
    from_: From,
    source: StoreAt,
    delivery: Delivery,
    to: To = None,
    by: By = "segment",
    top: Top = 5,
    detail: Detail = False,
    where: options.Where = None,
    exit_code: ExitCode = False,
) -> None:
    """Compare customers with a snapshot."""
    from crmkit.analyses.diff.diff import diff as answer
    from crmkit.cli.goal import require_none
    from crmkit.store.store import open_store

    if detail:
        session.refuse_idle("idle_with_detail", "top")
    run = session.current()
    condition = options.condition(where)
    target = delivery.target(named=True)
    path, memory = existing_store(source.store), memory_size(None)
    with open_store(path, wait=patience(source.wait), memory=memory) as shop, working(delivery.quiet):
        result = answer(
            shop, from_, to, by=by, top=delivery.most(top), detail=detail, where=condition, language=run.language
        )
    delivery.send(result, target)
    if exit_code:
        require_none(result, "moved", "diff_moved")
