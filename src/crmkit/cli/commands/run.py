"""``crmkit run``: a recipe, from the exports to the files on the desk."""

from __future__ import annotations

import shlex
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmkit.byte_names import storable
from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import working
from crmkit.cli.retention import let_expire
from crmkit.cli.source import memory_size, patience, store_path
from crmkit.cli.streams import print_line
from crmkit.errors import CrmError, UsageError
from crmkit.messages import say
from crmkit.periods import shop_time
from crmkit.store.store_file import require_room

if TYPE_CHECKING:
    from crmkit.deliver.recipes.run import Ended
    from crmkit.deliver.target import Target
    from crmkit.result import Result

RecipeFile = Annotated[str, typer.Argument(metavar="RECIPE", help="recipe", show_default=False)]
Only = Annotated[str | None, typer.Option("--only", metavar="STEP", help="only", show_default=False)]
Plan = Annotated[bool, typer.Option("--dry-run", help="run_dry")]


def run(
    recipe: RecipeFile,
    delivery: Delivery,
    only: Only = None,
    dry_run: Plan = False,
    store: options.StorePath = None,
    wait: options.Wait = None,
) -> None:
    """Load, check, ask and compare as a recipe says; the exit code says how that ended."""
    from crmkit.cli.guard import kept
    from crmkit.deliver.recipes.bench import Means
    from crmkit.deliver.recipes.outputs import outputs_of, placed
    from crmkit.deliver.recipes.recipe import read_recipe
    from crmkit.deliver.recipes.run import files_read, outlined, take

    now = session.current()
    asked = now.spoken if session.was_typed("lang") else None
    known = read_recipe(
        Path(recipe), now.settings, language=asked, spoken=now.spoken, dialects=now.folders.dialects
    ).only(only)
    place = store or known.store or store_path(None)
    if place is None:
        raise UsageError("no_home")
    let_expire(place)
    require_room(place)
    keep = kept().and_read(*files_read(known)).and_store(place)
    target = delivery.target(keep=keep)
    for output in outputs_of(known.steps):
        if target.file is not None and output.touches(placed(target.file)):
            raise UsageError("recipe_same_output", where=str(target.file), first=output.step.name, second="-o")
    means = Means(
        place, patience(wait), memory_size(None), known.language, now.spoken, lambda: shop_time(datetime.now(UTC)),
        keep, store_path(None),
    )  # fmt: skip
    if dry_run:
        delivery.send(outlined(known, means), target)
        return
    with working(delivery.quiet):
        ended = take(known, means)
    _tell(ended.answer, delivery, target)
    _report(ended, recipe, store)


def _tell(answer: Result, delivery: Delivery, target: Target) -> None:
    """The account; where it is no screen, its notes go to stderr, for what is said is mailed and a log is not read.

    A table is then without them, as both go into one log.
    """
    from crmkit.render.wording import note_text

    aside = not delivery.quiet and (target.file is not None or not sys.stdout.isatty())
    is_table = target.file is None and delivery.format in (None, "table")
    if not delivery.is_silent:  # cron hears of trouble only
        delivery.send(replace(answer, notes=()) if aside and is_table else answer, target)
    for note in answer.notes if aside else ():
        print_line(note_text(note, session.current().spoken))


def _report(ended: Ended, recipe: str, store: Path | None) -> None:
    """End with the exit code of the run: with the error of the step that failed, or a line for each of several."""
    from crmkit.deliver.recipes.account import name_of

    spoken = session.current().spoken
    failed = [
        (name_of(outcome.step.name, outcome.step.kind, spoken), outcome.error)
        for outcome in ended.outcomes
        if outcome.error is not None
    ]
    if len(failed) == 1:
        ((step, error),) = failed
        said = {"recipe": recipe, "step": step, "where": error.where or None}
        error.where = say("text", "step_where", spoken, said)
        raise error
    for step, error in failed:
        _say(step, error)
    if failed:
        names = ", ".join(step for step, _ in failed)
        counts = {"failed": len(failed), "steps": len(ended.outcomes)}
        again = storable(shlex.join([recipe, *(["--store", str(store)] if store else []), *session.language_typed()]))
        failure = CrmError("run_failed", where=recipe, names=names, recipe=again, **counts)
        failure.exit_code = ended.code
        raise failure


def _say(step: str, error: CrmError) -> None:
    from crmkit.render.safe import show

    spoken = session.current().spoken
    said = {"step": step, "where": error.where, "message": error.message(spoken)}
    print_line(show(say("text", "step_failed", spoken, {**said, "advice": error.advice(spoken) or None})))
