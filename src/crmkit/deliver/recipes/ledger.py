"""The ledger of runs: one line of JSON for each step, beside the store; nothing in it is about a person.

A line is only ever added. A run without its last line was ended from outside.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path, PurePath

from crmkit.byte_names import storable
from crmkit.deliver.recipes.bench import Clock
from crmkit.deliver.recipes.steps import Outcome
from crmkit.errors import StoreError
from crmkit.periods import seconds_between
from crmkit.version import __version__

MOST_BYTES = 2_000_000
"""Of a ledger: beyond that its older half goes, which is years of weekly runs."""
MOST_OF_LINE = 100_000
"""Characters; no line of a ledger is as long."""
TEXTS = ("run", "recipe", "event", "at", "step", "kind", "error", "where", "started", "measured", "required")
WHOLES = ("pid", "code", "rows", "rejected")
MOST = 10**12
"""No number of a ledger is as large."""
Line = Mapping[str, object]


def ledger_of(store: Path) -> Path:
    """Where the runs on ``store`` are written down."""
    return store.with_name(f"{store.name}.runs.jsonl")


@dataclass(frozen=True, slots=True)
class Ledger:
    """The lines of one run, of ``recipe``; moments are those of the caller's ``clock``, if it has one."""

    path: Path
    recipe: str
    clock: Clock | None
    run: str

    def begin(self) -> None:
        """The run begins."""
        self._add({"event": "start", "pid": os.getpid(), "version": __version__, "at": self.moment()})

    def step(self, outcome: Outcome, started: str | None) -> None:
        """A step has ended."""
        step, done, code = outcome.step, outcome.done, outcome.code
        self._add({
            "event": "step", "step": step.name, "kind": step.kind, "code": None if code is None else int(code),
            "error": None if outcome.error is None else outcome.error.code, "where": _file_of(outcome),
            "started": started, "at": self.moment(),
            "seconds": None if outcome.seconds is None else float(outcome.seconds),
            "rows": done.rows, "rejected": done.rejected,
            "files": [storable(file.name) for file in done.files],
            "measured": done.measured, "required": step.work.required,
        })  # fmt: skip

    def end(self, code: int) -> None:
        """The run is over."""
        self._add({"event": "end", "code": code, "at": self.moment()})

    def moment(self) -> str | None:
        """Now."""
        return None if self.clock is None else self.clock().isoformat(timespec="milliseconds")

    def _add(self, line: Line) -> None:
        text = json.dumps({"run": self.run, "recipe": self.recipe, **line}, ensure_ascii=False)
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                size = os.fstat(descriptor).st_size
                is_torn = size > 0 and _last_byte(descriptor, size) != b"\n"
                os.write(descriptor, f"{chr(10) * is_torn}{text}\n".encode())
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as problem:
            raise StoreError("output_failed", where=str(self.path), reason=problem.strerror or "") from None


def _file_of(outcome: Outcome) -> str | None:
    """The name of the export that a load could not take."""
    where = None if outcome.error is None or outcome.step.kind != "load" else outcome.error.where
    return None if not where else storable(PurePath(where).name)


def _last_byte(descriptor: int, size: int) -> bytes:
    os.lseek(descriptor, size - 1, os.SEEK_SET)
    return os.read(descriptor, 1)


def open_ledger(store: Path, recipe: Path, clock: Clock | None) -> Ledger:
    """The ledger beside ``store``, for a run of ``recipe`` that begins now and has the turn."""
    path = ledger_of(store)
    with contextlib.suppress(OSError):
        if path.stat().st_size > MOST_BYTES:
            _shorten(path)
    number = sum(line.get("event") == "start" for line in read_lines(path)) + 1
    moment = "" if clock is None else f"{clock():%Y%m%dT%H%M%S}-"
    return Ledger(path, storable(recipe.name), clock, f"{moment}{number}-{os.getpid()}")


def _shorten(path: Path) -> None:
    """Keep the younger half of the ledger."""
    lines = path.read_bytes().splitlines(keepends=True)
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(b"".join(lines[len(lines) // 2 :]))
    part.chmod(0o600)
    part.replace(path)


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a ledger, oldest first; one that was cut off or damaged is left out."""
    if path.exists() and not path.is_file():  # a pipe would be waited for
        raise StoreError("store_unreadable", where=str(path))
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            while text := lines.readline(MOST_OF_LINE):
                with contextlib.suppress(ValueError, RecursionError):
                    if isinstance(line := json.loads(text), dict) and _is_sound(line):
                        yield line
    except FileNotFoundError:
        return
    except OSError as problem:
        raise StoreError("store_unreadable", where=str(path)) from problem


def _is_sound(line: Line) -> bool:
    """Whether each value is of the kind that a run writes."""
    return (
        all(isinstance(line.get(key), str | None) for key in TEXTS)
        and all(isinstance(line.get(key), int | None) for key in WHOLES)
        and all(_is_moderate(line.get(key)) for key in (*WHOLES, "seconds"))
    )


def _is_moderate(number: object) -> bool:
    """Whether it is a number that can be shown, or none."""
    return number is None or (isinstance(number, int | float) and -MOST < number < MOST)


def seconds_from(started: str | None, ended: str | None) -> Decimal | None:
    """How long it took, where both moments are known."""
    if started is None or ended is None:
        return None
    with contextlib.suppress(ValueError, TypeError):  # no moments, or one of them without a zone
        return seconds_between(datetime.fromisoformat(started), datetime.fromisoformat(ended))
    return None
