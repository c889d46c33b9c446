"""``crmkit runs``: how the runs of recipes ended."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import store_path
from crmkit.errors import UsageError

RecipeFile = Annotated[str | None, typer.Argument(metavar="[RECIPE]", help="recipe", show_default=False)]


def runs(delivery: Delivery, recipe: RecipeFile = None, store: options.StorePath = None) -> None:
    """The runs of recipes on a store, that of a recipe or the usual one, the last failure first."""
    from crmkit.cli.guard import kept
    from crmkit.deliver.recipes.history import runs as answer
    from crmkit.deliver.recipes.recipe import read_recipe

    now, own = session.current(), None
    if recipe is not None:
        own = read_recipe(Path(recipe), now.settings, spoken=now.spoken, dialects=now.folders.dialects).store
    path = store or own or store_path(None)
    if path is None:
        raise UsageError("no_home")
    target = delivery.target(keep=kept().and_store(path))
    delivery.send(answer(path, now.language), target)
