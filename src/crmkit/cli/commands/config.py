"""``crmkit config``: the settings in effect, and what is wrong with them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

from crmkit.cli import session
from crmkit.cli.emit import Delivery
from crmkit.errors import ConditionMet

Action = Annotated[Literal["show", "validate"], typer.Argument(help="config_action")]
File = Annotated[Path | None, typer.Argument(metavar="FILE", help="config_file", show_default=False)]
Origin = Annotated[bool, typer.Option("--origin", help="config_origin")]


def config(delivery: Delivery, action: Action = "show", file: File = None, origin: Origin = False) -> None:
    """Show the settings, or check them."""
    from crmkit.doors.settings.settings import checked, in_effect

    run = session.current()
    target = delivery.target()
    places = (os.environ, Path.cwd(), run.folders)
    if action == "validate":
        session.refuse_idle("idle_with_validate", "origin")
        result = checked(file, *places, language=run.language)
        delivery.send(result, target)
        if problems := result.facts["problems"]:
            raise ConditionMet("config_problems", problems=problems)
        return
    session.refuse_idle("idle_with_show", "file")
    if run.trouble is not None:
        raise run.trouble
    typed = {"lang": delivery.lang} if session.was_typed("lang") else {}
    delivery.send(in_effect(*places, typed=typed, spoken=run.spoken, language=run.language, origin=origin), target)
