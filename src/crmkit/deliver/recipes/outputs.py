"""The files that a recipe writes, each at its one place, however it is spelt: none is another's, or is needed.

A path with a place for the day is every path that it may become.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatch
from itertools import takewhile
from pathlib import Path

from crmkit.deliver.kept import Kept
from crmkit.deliver.recipes.names import filled
from crmkit.deliver.recipes.steps import Step
from crmkit.errors import Refused, UsageError
from crmkit.render.formats import FORMATS
from crmkit.render.tables import may_lie_beside

DAYS = tuple(date(2000, 1, day) for day in range(1, 32))
"""What stands for any day: two names with places that never meet on these do not meet at all."""
_PLACES = {"as_of": "[0-9]{4}-[0-9]{2}-[0-9]{2}", "month": "[0-9]{4}-[0-9]{2}"}


@dataclass(frozen=True, slots=True)
class Output:
    """A file that ``step`` writes, at its ``place``: the folder is the real one, without links and detours."""

    step: Step
    place: Path

    @property
    def pattern(self) -> re.Pattern[str]:
        """What its path may be."""
        text = re.escape(str(self.place))
        for name, digits in _PLACES.items():
            text = text.replace(re.escape(f"{{{name}}}"), digits)
        return re.compile(text)

    def meets(self, other: Path) -> bool:
        """Whether it may be ``other``."""
        if self.place == other or self.pattern.fullmatch(str(other)):
            return True
        return "{" in str(other) and any(filled(str(self.place), day) == filled(str(other), day) for day in DAYS)

    @property
    def has_more(self) -> bool:
        """Whether further tables of the answer lie in files beside it."""
        suffix = self.place.suffix.lower()
        return self.step.kind == "ask" and any(form.bare and suffix in form.suffixes for form in FORMATS.values())

    def lays_beside(self, other: Path) -> bool:
        """Whether ``other`` may be one of these: ``risk.summary.csv`` lies beside ``risk.csv``."""
        return self.has_more and may_lie_beside(self.place, other)

    def touches(self, other: Path) -> bool:
        """Whether writing it may write ``other``."""
        return self.meets(other) or self.lays_beside(other)


def outputs_of(steps: Iterable[Step]) -> Iterator[Output]:
    """All files that ``steps`` write, apart from those beside them."""
    for step in steps:
        for output in step.work.outputs:
            yield Output(step, placed(output))


def placed(path: Path) -> Path:
    """``path`` with the real folder that it lies in; the last part may be a link, which is refused elsewhere."""
    absolute = path.absolute()
    try:
        return absolute.parent.resolve() / absolute.name
    except (OSError, RuntimeError):  # a circle of links
        return absolute


def refuse_shared(steps: Sequence[Step], shown: str) -> None:
    """Refuse two steps that write one file, and a file that the next run would read.

    Raises:
        UsageError: two steps of the recipe called ``shown``, or a step and what lies beside a file of another.
        Refused: a pattern of the files to load matches it.
    """
    outputs = list(outputs_of(steps))
    for number, output in enumerate(outputs):
        for earlier in outputs[:number]:
            if output.meets(earlier.place) or earlier.meets(output.place):
                raise _shared(shown, output.place, earlier, output)
            for one, other in ((earlier, output), (output, earlier)):
                if one.lays_beside(other.place):
                    raise _shared(shown, other.place, one, other)
        if any(_matches(output, pattern) for step in steps for pattern in step.work.inputs):
            raise _needed(Refused("output_is_input"), shown, output)


def refuse_needed(steps: Sequence[Step], shown: str, keep: Kept) -> None:
    """Refuse, before anything is done, a file that the run lives on or that belongs to a store.

    Raises:
        Refused: a step would write it, or lay a further table there.
    """
    belongings, needed = keep.of_stores(), [placed(path) for path in keep.read]
    for output in outputs_of(steps):
        try:
            keep.refuse(output.place)
        except Refused as error:
            raise _needed(error, shown, output) from None
        if any(map(output.touches, belongings)):
            raise _needed(Refused("output_of_store"), shown, output)
        if any(map(output.touches, needed)):
            raise _needed(Refused("output_is_input"), shown, output)


def _shared(shown: str, place: Path, one: Output, other: Output) -> UsageError:
    first, second = one.step.name, other.step.name
    error = UsageError("recipe_same_output", where=f"{shown}: {place}", first=first, second=second)
    error.of_file = True
    return error


def _needed(error: Refused, shown: str, output: Output) -> Refused:
    error.where, error.of_file = f"{shown} ({output.step.name}): {output.place}", True
    return error


def _matches(output: Output, pattern: str) -> bool:
    """Whether the absolute ``pattern`` would find it; only ``**`` goes through several folders."""
    parts = Path(pattern).parts
    first = len(list(takewhile(_is_solid, parts)))
    folder = Path(*map(_plain, parts[:first]))
    if first == len(parts):
        return output.touches(placed(folder))
    try:
        below = Path(filled(str(output.place), DAYS[0])).relative_to(placed(folder / "x").parent).parts
    except ValueError:
        return False
    if "**" in parts:
        return fnmatch("/".join(below), "/".join(parts[first:]).replace("**/", "*"))
    return len(below) == len(parts) - first and all(map(fnmatch, below, parts[first:]))


def _is_solid(part: str) -> bool:
    """Whether a part of a pattern is a name and nothing else."""
    return glob.escape(_plain(part)) == part


def _plain(part: str) -> str:
    """A name that was escaped."""
    return re.sub(r"\[([*?[])\]", r"\1", part)
