"""The ledger as an answer: when which recipe ran and how it ended, the last failure first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path, PurePath

from crmkit.deliver.recipes.account import STOPPED, name_of, state_of
from crmkit.deliver.recipes.ledger import Line, ledger_of, read_lines, seconds_from
from crmkit.messages import Language, say
from crmkit.result import Record, Result
from crmkit.screen import LISTED, Screen, Sentence, Table, named
from crmkit.screen import Line as ScreenLine
from crmkit.store.private import is_alive

RUNS = ("started_at", "recipe", "run_result", "seconds", "steps", "failed_step", "written")
STEPS = (
    *("started_at", "recipe", "step", "step_kind", "step_result", "error_code", "seconds", "measured", "required"),
    *("step_rows", "written"),
)
RUNNING = "step_running"


@dataclass(slots=True)
class Past:
    """One run as the ledger has it."""

    start: Line
    steps: list[Line] = field(default_factory=list)
    end: Line | None = None

    @property
    def state(self) -> str:
        """How it ended, if it did."""
        if self.end is not None:
            return state_of(self.end.get("code"))
        process = self.start.get("pid")
        return RUNNING if isinstance(process, int) and is_alive(process) else STOPPED

    @property
    def failed(self) -> list[Line]:
        """The steps that did not end as they should."""
        return [step for step in self.steps if step.get("code") not in (None, 0)]

    @property
    def seconds(self) -> Decimal | None:
        """How long it took."""
        return None if self.end is None else seconds_from(_text(self.start, "at"), _text(self.end, "at"))


def runs(store: Path, language: Language = "en") -> Result:
    """The runs on ``store``, the latest first; their steps are the part ``steps``."""
    past = list(reversed(_past(read_lines(ledger_of(store)))))
    steps = [_step_record(run, step) for run in past for step in run.steps]
    failures = [run for run in past if run.state not in ("step_done", RUNNING)]
    tables = [Table(RUNS, rows=LISTED, leave=("written", "steps", "seconds"), rest="--limit 0")]
    if past and past[0].steps:
        shown = ("step", "step_result", "seconds", "measured", "required", "step_rows", "written")
        leave = ("written", "step_rows", "required", "measured")
        tables.append(
            Table(
                shown, part="steps", rows=len(past[0].steps), of=len(past[0].steps), leave=leave, title="steps_latest"
            )
        )
    screen = Screen(tuple(tables), next=ScreenLine("next", "runs_next") if not past else None)
    return Result(
        "runs",
        RUNS,
        [_run_record(run) for run in past],
        facts={"runs": len(past), "failed_runs": len(failures)},
        parts={"steps": Result("steps", STEPS, steps)},
        answer=tuple(_opening(past, failures, language)),
        screen=screen,
        language=language,
    )


def _past(lines: Iterator[Line]) -> list[Past]:
    found: dict[object, Past] = {}
    for line in lines:
        event, run = line.get("event"), line.get("run")
        if event == "start":
            found[run] = Past(line)
        elif run in found and event == "step":
            found[run].steps.append(line)
        elif run in found and event == "end":
            found[run].end = line
    return list(found.values())


def _run_record(run: Past) -> Record:
    failed = ", ".join(str(step.get("step")) for step in run.failed) or None
    files = [name for step in run.steps for name in _names(step)]
    return (
        *(_moment(run.start), _text(run.start, "recipe"), run.state, run.seconds, len(run.steps), failed),
        ", ".join(files) or None,
    )


def _step_record(run: Past, step: Line) -> Record:
    seconds = step.get("seconds")
    return (
        *(_moment(run.start), _text(run.start, "recipe"), _text(step, "step"), _text(step, "kind")),
        *(state_of(step.get("code")), _text(step, "error")),
        None if not isinstance(seconds, int | float) else Decimal(f"{seconds:.2f}"),
        *(_text(step, "measured"), _text(step, "required"), step.get("rows"), ", ".join(_names(step)) or None),
    )


def _opening(past: Sequence[Past], failures: Sequence[Past], language: Language) -> Iterator[Sentence]:
    """The last failure first, then how the latest run ended."""
    if not past:
        yield Sentence("runs_none")
        return
    latest = past[0]
    if not failures:
        yield Sentence("runs_all_done", {"runs": len(past)})
    else:
        last = failures[0]
        names = ", ".join(_why(step, language) for step in last.failed) or say("step_result", last.state, language)
        yield Sentence(
            "runs_last_failure", {"recipe": named(_text(last.start, "recipe")), "at": _when(last), "names": names}
        )
        if last is not latest:
            yield Sentence("runs_since", {"runs": past.index(last)})
    if latest.state == "step_done":
        yield Sentence("runs_latest", {"recipe": named(_text(latest.start, "recipe")), "at": _when(latest)})


def _why(step: Line, language: Language) -> str:
    """A step that failed, with what it measured or what the trouble was and with which file."""
    reason = say("step_result", state_of(step.get("code")), language)
    if step.get("measured") is not None:
        reason = f"{step.get('measured')}, {step.get('required')}"
    values = {"step": name_of(step.get("step"), step.get("kind"), language), "where": step.get("where")}
    return say("text", "step_why", language, {**values, "reason": reason})


def _when(run: Past) -> str | None:
    """The minute in which it began."""
    moment = _moment(run.start)
    return None if moment is None else moment.isoformat(sep=" ", timespec="minutes")


def _moment(line: Line) -> datetime | None:
    try:
        return datetime.fromisoformat(str(line.get("at")))
    except ValueError:
        return None


def _text(line: Line, key: str) -> str | None:
    value = line.get(key)
    return None if value is None else str(value)


def _names(step: Line) -> list[str]:
    """The files that a step wrote."""
    files = step.get("files")
    return [PurePath(str(name)).name for name in files] if isinstance(files, list) else []
