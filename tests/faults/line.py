"""A line of the proof: a module of ``lines`` that names its cases and checks one of them."""

from __future__ import annotations

import random
import shutil
import tempfile
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from tests.faults import warm
from tests.faults.inject import Skipped

SEED = 20241130
LINES = (
    "kills", "syscalls", "disk", "cuts", "bits", "together", "readers", "clock", "limits", "damage", "pollock",
    "archives", "payloads", "planted", "network", "modes", "settings", "forgotten",
    "machine",
)  # fmt: skip
"""In the order of the table; each is the module of its name in ``lines``, with ``TITLE``, ``cases`` and ``check``."""
Any_ = TypeVar("Any_")


@dataclass(frozen=True)
class Amount:
    """How much of everything there is to try: ``long`` is all of it."""

    is_long: bool
    seed: int = SEED

    def times(self, short: int, long: int) -> int:
        return long if self.is_long else short

    def some(self, everything: Sequence[Any_], short: int, name: str = "") -> list[Any_]:
        """All, or so many, the same for a seed, in their order."""
        if self.is_long or len(everything) <= short:
            return list(everything)
        chosen = random.Random(f"{self.seed} {name}").sample(range(len(everything)), short)
        return [everything[place] for place in sorted(chosen)]


def chance(amount_seed: int, case: str) -> random.Random:
    """What is by chance in a case is the same each time it is tried."""
    return random.Random(f"{amount_seed} {case}")


@dataclass(frozen=True)
class Ended:
    """What became of one case; it may stand for several things that were tried."""

    case: str
    tried: int
    kind: str = ""
    """``failed``, ``hung`` or ``skipped``."""
    words: str = ""


def module_of(line: str) -> Any:
    return import_module(f"tests.faults.lines.{line}")


def title_of(line: str) -> str:
    return str(module_of(line).TITLE)


def cases_of(line: str, amount: Amount) -> list[str] | Ended:
    """The cases of a line; naming them may need runs of the program."""
    try:
        return list(module_of(line).cases(amount))
    except Skipped as reason:
        return Ended("all", 1, "skipped", str(reason))
    except Exception:  # noqa: BLE001  a line that cannot begin has failed
        return Ended("all", 1, "failed", _last())


def _last() -> str:
    """What went wrong, its words before where it was."""
    *where, what = traceback.format_exc(limit=-2).strip().splitlines()
    return "\n".join([what, *where])


def tried(line: str, case: str, seed: int) -> Ended:
    """Check one case in a folder of its own, which is gone afterwards."""
    from tests.faults.scene import scratch

    folder = Path(tempfile.mkdtemp(prefix="case-", dir=scratch()))
    try:
        count = module_of(line).check(case, folder, seed)
        return Ended(case, count or 1)
    except Skipped as reason:
        return Ended(case, 1, "skipped", str(reason))
    except warm.Hung as reason:
        return Ended(case, 1, "hung", str(reason))
    except AssertionError as wrong:
        return Ended(case, 1, "failed", str(wrong) or _last())
    except Exception:  # noqa: BLE001  whatever a case stumbles over is its failure
        return Ended(case, 1, "failed", _last())
    finally:
        shutil.rmtree(folder, ignore_errors=True)
