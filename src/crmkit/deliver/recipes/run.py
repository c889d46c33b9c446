"""A run of a recipe: take the turn, take the steps in their order, write down how each ended."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from crmkit.config import Settings
from crmkit.deliver.kept import Kept
from crmkit.deliver.recipes.account import account, exit_code_of, plan
from crmkit.deliver.recipes.bench import Bench, Means, bench_for
from crmkit.deliver.recipes.data_facts import AGE, note_if_old
from crmkit.deliver.recipes.ledger import Ledger, open_ledger, seconds_from
from crmkit.deliver.recipes.outputs import refuse_needed
from crmkit.deliver.recipes.recipe import Recipe, read_recipe
from crmkit.deliver.recipes.steps import Done, Outcome, Step
from crmkit.deliver.recipes.turn import turn
from crmkit.errors import CrmError, ExitCode, StoreBusy, StoreError, UsageError
from crmkit.messages import Language
from crmkit.result import Result


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that is over: its steps in their order, how each ended, and the answer that says so."""

    outcomes: tuple[Outcome, ...]
    answer: Result

    @property
    def code(self) -> ExitCode:
        """The exit code of the run."""
        return exit_code_of(self.outcomes)


def run(
    recipe: str | Path,
    *,
    store: str | Path | None = None,
    only: str | None = None,
    dry_run: bool = False,
    wait: float = 10,
    now: Callable[[], datetime] | None = None,
    language: Language = "en",
) -> Result:
    """Take the steps of a recipe: load, check, save snapshots, ask, compare with goals.

    Args:
        recipe: the path of the recipe.
        store: the path of the store; by default the one that the recipe names.
        only: the name or the kind of the steps to take; all of them when ``None``.
        dry_run: say what would be done, and do nothing.
        wait: seconds to wait while another run or process has the store.
        now: gives the present moment in the shop's time; without it the ledger has no times and no age is known.
        language: of the answers, where the recipe names none.

    Returns:
        One row per step. A step that fails does not raise: its row and the fact ``exit_code`` say so.

    Raises:
        UsageError: the recipe makes no sense, or no store is named.
        StoreBusy, StoreError: the turn was not to be had, or the ledger not written.
    """
    known = read_recipe(Path(recipe), Settings(), spoken=language)
    place = Path(store) if store is not None else known.store
    if place is None:
        raise UsageError("recipe_needs", where=str(recipe), key="store", example='store = "shop.duckdb"')
    means = Means(place, wait, None, known.language, language, now)
    chosen = known.only(only)
    return outlined(chosen, means) if dry_run else take(chosen, means).answer


def outlined(recipe: Recipe, means: Means) -> Result:
    """What ``take`` would do, refused as it would be."""
    refuse_needed(recipe.steps, recipe.shown, _kept(recipe, means))
    return plan(recipe, means.language or means.spoken)


def take(recipe: Recipe, means: Means) -> Ended:
    """Run ``recipe`` by these ``means``; see ``run``."""
    kept = _kept(recipe, means)
    refuse_needed(recipe.steps, recipe.shown, kept)
    with turn(means.store, wait=means.wait):
        ledger = open_ledger(means.store, recipe.file, means.now)
        ledger.begin()
        try:
            with bench_for(replace(means, keep=kept), recipe.questions) as bench:
                outcomes = tuple(_outcomes(recipe, bench, ledger))
                notes = () if any(step.work.title == AGE for step in recipe.steps) else tuple(note_if_old(bench))
        except BaseException as problem:
            ledger.end(ExitCode.BUG if isinstance(problem, Exception) else ExitCode.INTERRUPTED)
            raise
        ledger.end(exit_code_of(outcomes))
    return Ended(outcomes, account(recipe, outcomes, notes, means.language or means.spoken))


def _kept(recipe: Recipe, means: Means) -> Kept:
    """What no step may write: the store, the recipe, what it reads, and what the caller keeps."""
    return Kept((recipe.file, *means.keep.read, *files_read(recipe)), (means.store, *means.keep.stores))


def files_read(recipe: Recipe) -> Iterator[Path]:
    """The files that the recipe reads, as they are now."""
    for step in recipe.steps:
        for pattern in step.work.inputs:
            yield from map(Path, glob.glob(pattern, recursive=True))  # noqa: PTH207 - an absolute pattern


def _outcomes(recipe: Recipe, bench: Bench, ledger: Ledger) -> Iterator[Outcome]:
    is_over = False
    for step in recipe.steps:
        if is_over:
            outcome, started = Outcome(step, None), None
        else:
            started = ledger.moment()
            try:
                outcome = _outcome(step, bench)
            except Exception:
                ledger.step(Outcome(step, ExitCode.BUG), started)
                raise
            outcome = replace(outcome, seconds=seconds_from(started, ledger.moment()))
            is_over = outcome.failed and (step.stops or _is_of_the_store(outcome.error))
        ledger.step(outcome, started)
        yield outcome


def _outcome(step: Step, bench: Bench) -> Outcome:
    """How ``step`` ends; what it raises on purpose is its own trouble, not that of the run."""
    try:
        done = step.work.run(bench)
    except CrmError as error:
        error.of_file = True
        return Outcome(step, error.exit_code, Done(), error)
    if done.unmet is not None:
        return Outcome(step, done.unmet.exit_code, done, done.unmet)
    return Outcome(step, ExitCode.DONE, done)


def _is_of_the_store(error: CrmError | None) -> bool:
    """Whether no other step could do better: the store is not to be had, or it is damaged."""
    return isinstance(error, StoreBusy) or (isinstance(error, StoreError) and error.code.startswith("store_"))
