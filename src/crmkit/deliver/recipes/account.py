"""The account of a run as an answer: its steps, what they wrote and measured, and what failed."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from crmkit.byte_names import storable
from crmkit.deliver.recipes.recipe import Recipe
from crmkit.deliver.recipes.steps import Outcome, Step
from crmkit.errors import ExitCode
from crmkit.messages import Language, say
from crmkit.result import Note, Record, Result
from crmkit.screen import Line, Name, Screen, Sentence, Table

COLUMNS = ("step", "step_kind", "step_result", "task", "measured", "required", "step_rows", "written", "exit_code")
STATES = {
    ExitCode.DONE: "step_done",
    ExitCode.CONDITION: "step_unmet",
    ExitCode.USAGE: "step_usage",
    ExitCode.INPUT: "step_input",
    ExitCode.NOT_ENOUGH: "step_not_enough",
    ExitCode.BUSY: "step_busy",
    ExitCode.STORE: "step_store",
    ExitCode.REFUSED: "step_refused",
    ExitCode.BUG: "step_bug",
}
"""What people read for an exit code."""
OLD = "data_is_old"
"""The note that nobody may miss."""
NOT_RUN, PLANNED, STOPPED = "step_not_run", "step_planned", "step_stopped"


def state_of(code: object) -> str:
    """How a step or a run ended, as a code of the catalog."""
    if code is None:
        return NOT_RUN
    return STATES.get(code, STOPPED) if isinstance(code, int) else STOPPED  # type: ignore[call-overload]


def name_of(name: object, kind: object, language: Language) -> str:
    """The name of a step in a sentence: where it has none of its own, the word for what it does."""
    return say("step_kind", str(kind), language) if name == kind else str(name)


def account(recipe: Recipe, outcomes: Sequence[Outcome], notes: tuple[Note, ...], language: Language) -> Result:
    """What a run has done."""
    failed = [outcome for outcome in outcomes if outcome.failed]
    files = sum(len(outcome.done.files) for outcome in outcomes)
    code = exit_code_of(outcomes)
    records = [_record(outcome) for outcome in outcomes]
    return Result(
        "run",
        COLUMNS,
        records,
        params={"recipe": storable(recipe.file.name), "dry_run": False},
        notes=notes,
        facts={"steps": len(outcomes), "failed_steps": len(failed), "files_written": files, "exit_code": int(code)},
        answer=tuple(_opening(outcomes, failed, files)),
        screen=_screen(
            ("measured", "required", "step_rows", "written"),
            Line("next", "run_next", {"recipe": shlex.quote(storable(recipe.shown))}) if failed else None,
        ),
        language=language,
    )


def plan(recipe: Recipe, language: Language) -> Result:
    """What a run would do."""
    steps = recipe.steps
    return Result(
        "run",
        COLUMNS,
        [_planned(step) for step in steps],
        params={"recipe": storable(recipe.file.name), "dry_run": True},
        facts={"steps": len(steps)},
        answer=(Sentence("run_planned", {"steps": len(steps), "recipe": Name(storable(recipe.file.name))}),),
        screen=_screen(("task", "required"), None),
        language=language,
    )


def exit_code_of(outcomes: Sequence[Outcome]) -> ExitCode:
    """That of the run: of trouble rather than of a condition, and of the worst."""
    return max((outcome.code for outcome in outcomes if outcome.code is not None), default=ExitCode.DONE)


def _record(outcome: Outcome) -> Record:
    step, done = outcome.step, outcome.done
    written = ", ".join(storable(file.name) for file in done.files) or None
    code = None if outcome.code is None else int(outcome.code)
    return (
        *(step.name, step.kind, state_of(outcome.code), step.work.task, done.measured, step.work.required),
        *(done.rows, written, code),
    )


def _planned(step: Step) -> Record:
    return (step.name, step.kind, PLANNED, step.work.task, None, step.work.required, None, None, None)


def _opening(outcomes: Sequence[Outcome], failed: Sequence[Outcome], files: int) -> Iterator[Sentence]:
    if failed:
        names = ", ".join(outcome.step.name for outcome in failed)
        yield Sentence("run_failed", {"failed": len(failed), "steps": len(outcomes), "names": Name(names)})
    else:
        yield Sentence("run_done", {"steps": len(outcomes)})
    if files:
        yield Sentence("run_wrote", {"files": files})
    if rejected := sum(outcome.done.rejected for outcome in outcomes):
        yield Sentence("run_rejected", {"lines": rejected})


def _filled(records: Sequence[Record]) -> tuple[str, ...]:
    """The columns that some step has something in."""
    places = {name: COLUMNS.index(name) for name in ("measured", "required", "step_rows", "written")}
    return tuple(name for name, place in places.items() if any(record[place] is not None for record in records))


def _screen(columns: tuple[str, ...], step: Line | None) -> Screen:
    shown = ("step", "step_kind", *(() if "task" in columns else ("step_result",)), *columns)
    leave = tuple(name for name in ("step_kind", "step_rows", "required", "measured", "written") if name in shown)
    return Screen((Table(shown, leave=leave, rest="--limit 0"),), mind=(OLD,), next=step)
