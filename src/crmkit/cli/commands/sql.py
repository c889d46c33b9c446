"""``crmkit sql``: a question of one's own over documented views."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli import session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import Source, memory_size
from crmkit.errors import UsageError

Question = Annotated[str | None, typer.Argument(metavar="SQL", help="sql_question", show_default=False)]
Tables = Annotated[bool, typer.Option("--tables", help="sql_tables")]
MaxRows = Annotated[int, typer.Option("--max-rows", metavar="N", help="max_rows", min=1, max=5_000_000)]


def sql(
    source: Source,
    delivery: Delivery,
    question: Question = None,
    tables: Tables = False,
    max_rows: MaxRows = 100_000,
) -> None:
    """Answer one SELECT, or list the views that it may read."""
    from crmkit.doors.sql.sql import sql as answer
    from crmkit.doors.sql.views import listed

    run = session.current()
    if tables:
        session.refuse_idle("idle_with_tables", "store", "max_rows")
        if question is not None:
            raise UsageError("idle_with_tables", option="SQL")
        delivery.send(listed(run.language), delivery.target())
        return
    if question is None:
        raise UsageError("sql_empty", where="SQL")
    target = delivery.target(keep=source.read(), named=True)
    with source.opened("sql 'SELECT ...'", quiet=delivery.quiet, describe=True) as shop:
        result = answer(
            shop,
            question,
            max_rows=max_rows,
            memory=memory_size(source.memory),
            reveal=delivery.reveal,
            language=run.language,
        )
    delivery.send(result, target)
