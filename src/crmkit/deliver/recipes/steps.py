"""What a step of a recipe is, whatever its kind: a name, a task in one line, and work to do on the bench."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from crmkit.deliver.recipes.bench import Bench
from crmkit.deliver.recipes.questions import Question
from crmkit.deliver.recipes.table import Table
from crmkit.errors import CrmError, ExitCode


@dataclass(frozen=True, slots=True)
class Done:
    """What a step has done: ``rows`` it read or wrote, lines it ``rejected``, the ``files`` it wrote, what it measured.

    ``unmet`` is the condition that does not hold, where that was asked.
    """

    rows: int | None = None
    rejected: int = 0
    files: tuple[Path, ...] = ()
    measured: str | None = None
    unmet: CrmError | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What a table of a recipe asks for: ``run`` does it, ``task`` says it in one line.

    ``title`` is its name if it is given none, ``required`` the condition it tests, ``outputs`` the files it writes
    (``{as_of}`` is not filled yet), ``inputs`` the patterns of the files it reads, ``source`` whose facts it needs.
    """

    title: str
    task: str
    run: Callable[[Bench], Done]
    required: str | None = None
    outputs: tuple[Path, ...] = ()
    inputs: tuple[str, ...] = ()
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of step: the tables called ``name`` are its entries. A failure ends the run if it ``stops``."""

    name: str
    read: Callable[[Table], Work]
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a recipe, ready to run."""

    kind: str
    name: str
    stops: bool
    work: Work


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step ended; ``code`` is ``None`` where it was not run. Moments are those of the caller's clock."""

    step: Step
    code: ExitCode | None
    done: Done = Done()
    error: CrmError | None = None
    seconds: Decimal | None = None

    @property
    def failed(self) -> bool:
        """Whether it was run and did not end as it should."""
        return self.code not in (None, ExitCode.DONE)
