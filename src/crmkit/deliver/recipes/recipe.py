"""A recipe as it is written: a TOML file, of which every key and every value is checked before anything is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crmkit.config import Settings
from crmkit.deliver.recipes.kinds import KINDS
from crmkit.deliver.recipes.outputs import refuse_shared
from crmkit.deliver.recipes.questions import Question
from crmkit.deliver.recipes.steps import Kind, Step
from crmkit.deliver.recipes.table import Place, Table
from crmkit.errors import CrmError, UsageError, near
from crmkit.messages import LANGUAGES, Language
from crmkit.paths import read_small, toml_of


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a recipe says; ``shown`` is its path as it was typed.

    ``store`` and ``language`` are ``None`` where it leaves them to who runs it.
    """

    file: Path
    shown: str
    steps: tuple[Step, ...]
    store: Path | None
    language: Language | None
    questions: Mapping[str, Question]

    def only(self, name: str | None) -> Recipe:
        """Of its steps only the one called ``name``, or those of that kind; ``UsageError`` names the nearest."""
        if name is None:
            return self
        chosen = tuple(step for step in self.steps if name in (step.name, step.kind))
        if not chosen:
            names = list(dict.fromkeys(word for step in self.steps for word in (step.name, step.kind)))
            raise UsageError(
                "recipe_step", where=self.shown, step=name, nearest=near(name, names), known=", ".join(names)
            )
        return replace(self, steps=chosen)


def read_recipe(
    file: Path,
    settings: Settings,
    *,
    language: Language | None = None,
    spoken: Language = "en",
    dialects: Path | None = None,
) -> Recipe:
    """The recipe in ``file``, checked; answers are in ``language``, else in its own, else in the one that is set.

    Raises:
        UsageError: the file cannot be read, a key or value makes no sense; says where, and the nearest that does.
    """
    text = _text(file)
    values = _toml(text, file)
    place = Place(file.absolute(), settings, None, spoken, dialects, shown=str(file), text=text)
    head = Table({key: value for key, value in values.items() if not _is_kind(key)}, "", place)
    store, own = head.text("store"), head.choice("lang", LANGUAGES)
    head.others(kind.name for kind in KINDS)
    head.close()
    tables = {kind.name: _tables(values.get(kind.name, []), kind.name, place) for kind in KINDS}
    asks = frozenset(
        name for table in tables["ask"] if isinstance(name := table.get("name", table.get("analysis")), str)
    )
    place = replace(place, asks=asks)
    faults: list[CrmError] = []
    steps = tuple(step for kind in KINDS for step in _steps(kind, tables[kind.name], place, faults))
    if faults:
        faults[0].more = faults[1:]
        raise faults[0]
    if not steps:
        raise UsageError("recipe_empty", where=str(file))
    _refuse_twice(steps, place)
    refuse_shared(steps, place.shown)
    chosen = language or next((each for each in LANGUAGES if each == own), None) or settings.lang
    path = None if store is None else head.path("store", store)
    return Recipe(place.file, place.shown, steps, path, chosen, _questions(steps))


def _is_kind(key: str) -> bool:
    return key in {kind.name for kind in KINDS}


def _text(file: Path) -> str:
    try:
        return read_small(file)
    except OSError as problem:
        reason = problem.strerror or type(problem).__name__
    except ValueError as problem:
        reason = str(problem).splitlines()[0]
    raise UsageError("recipe_unreadable", where=str(file), problem=reason)


def _toml(text: str, file: Path) -> Mapping[str, object]:
    try:
        return toml_of(text)
    except ValueError as problem:
        raise UsageError("recipe_unreadable", where=str(file), problem=str(problem).splitlines()[0]) from None


def _tables(value: object, name: str, place: Place) -> list[Mapping[str, object]]:
    """The entries of a kind; one table alone is one entry."""
    entries = [value] if isinstance(value, dict) else value
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise UsageError("recipe_value", where=place.shown, key=name, value=value, allowed=f"[[{name}]]")
    return entries


def _steps(kind: Kind, entries: Sequence[Mapping[str, object]], place: Place, faults: list[CrmError]) -> Iterator[Step]:
    """The steps of a kind; what is wrong with one is put to the ``faults``, and the others are looked at, too."""
    for number, values in enumerate(entries, 1):
        title = f"[[{kind.name}]]" + (f" {number}" if len(entries) > 1 else "")
        table = Table(values, title, place, (kind.name, number - 1))
        try:
            named, stops = table.text("name"), table.flag("stop", kind.stops)
            work = kind.read(table)
            table.close()
        except CrmError as fault:
            faults.append(fault)
        else:
            yield Step(kind.name, named or work.title, stops, work)


def _refuse_twice(steps: Sequence[Step], place: Place) -> None:
    """Refuse the name of a question that is given twice."""
    names: set[str] = set()
    for step in steps:
        if step.kind == "ask":
            if step.name in names:
                raise UsageError("recipe_twice", where=place.shown, name=step.name)
            names.add(step.name)


def _questions(steps: Sequence[Step]) -> Mapping[str, Question]:
    """What facts are asked of: the questions of the recipe by their names, and analyses that only a bound names."""
    found: dict[str, Question] = {}
    for step in steps:
        if step.work.question is not None and step.kind != "ask":
            found[step.work.title.partition(".")[0]] = step.work.question
    return found | {step.name: step.work.question for step in steps if step.work.question and step.kind == "ask"}
