"""``crmkit explain``: what a figure or a name means."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import session
from crmkit.cli.emit import Delivery
from crmkit.errors import UsageError

Term = Annotated[str | None, typer.Argument(metavar="METRIC", help="explain_term", show_default=False)]
List = Annotated[bool, typer.Option("--list", help="explain_list")]


def explain(context: typer.Context, delivery: Delivery, metric: Term = None, list: List = False) -> None:
    """Print a definition, or everything that has one."""
    from crmkit.doors.explain.explain import explain as answer
    from crmkit.doors.explain.explain import in_markdown, looked_up, terms

    run = session.current()
    if list:
        if metric is not None:
            raise UsageError("idle_with_list", name=metric)
        delivery.send(terms(run.language), delivery.target())
        return
    if metric is None:
        raise UsageError("explain_what", where="METRIC")
    if delivery.format is not None or delivery.output is not None or delivery.excel:
        target = delivery.target()
        delivery.send(answer(metric, language=run.language), target)
        return
    from crmkit.cli.topics import set_in_lines

    width = context.make_formatter().width
    print("\n".join(set_in_lines(in_markdown(looked_up(metric, run.spoken), run.spoken), width)))
