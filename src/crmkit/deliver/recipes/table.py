"""A table of a recipe while it is read: each key is asked for, and what nobody asked for is refused."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from crmkit.config import Settings
from crmkit.deliver.recipes.shapes import Shape
from crmkit.errors import CrmError, UsageError, near
from crmkit.messages import Language


@dataclass(frozen=True, slots=True)
class Place:
    """What a recipe is read by: its ``file``, the settings of who reads it, and which ``asks`` it has, by name.

    ``language`` is that of all answers where one was asked for; ``spoken`` that of messages. ``shown`` is the file as
    it was typed.
    """

    file: Path
    settings: Settings
    language: Language | None
    spoken: Language
    dialects: Path | None = None
    asks: frozenset[str] = frozenset()
    shown: str = ""

    @property
    def folder(self) -> Path:
        """From which relative paths are meant."""
        return self.file.parent

    def path(self, text: str) -> Path:
        """A path of the recipe."""
        try:
            return self.folder / Path(text).expanduser()
        except RuntimeError:  # a home that there is not
            return self.folder / text


class Table:
    """One table: ``title`` is how errors call it, as ``[[ask]] 2``."""

    def __init__(self, values: Mapping[str, object], title: str, place: Place) -> None:
        self.place = place
        self.title = title
        self._values = dict(values)
        self._asked: list[str] = []

    @property
    def where(self) -> str:
        """How errors name it: with the file."""
        return f"{self.place.shown}, {self.title}" if self.title else self.place.shown

    @contextlib.contextmanager
    def placing(self) -> Iterator[None]:
        """What is refused in here is refused in this table."""
        try:
            yield
        except CrmError as error:
            if not (error.where or "").startswith(self.where):
                error.where = f"{self.where}: {error.where}" if error.where else self.where
            raise

    def wrong(self, key: str, allowed: object) -> UsageError:
        """The error about the value of ``key``."""
        value = self._values.get(key)
        shown = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else value
        return UsageError("recipe_value", where=self.where, key=key, value=shown, allowed=allowed)

    def value(self, key: str) -> object:
        """Whatever ``key`` is; ``None`` where it is not there."""
        self._asked.append(key)
        return self._values.get(key)

    def text(self, key: str) -> str | None:
        """A text that is not blank."""
        value = self.value(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.wrong(key, f'{key} = "..."')
        return value

    def needed(self, key: str, example: str) -> str:
        """A text that must be there."""
        text = self.text(key)
        if text is None:
            raise UsageError("recipe_needs", where=self.where, key=key, example=f'{key} = "{example}"')
        return text

    def texts(self, key: str) -> list[str]:
        """One text or several; none where it is not there."""
        value = self.value(key)
        found = [value] if isinstance(value, str) else [] if value is None else value
        if not isinstance(found, list) or not all(isinstance(each, str) and each.strip() for each in found):
            raise self.wrong(key, f'{key} = ["...", "..."]')
        return found

    def flag(self, key: str, default: bool = False) -> bool:
        """``true`` or ``false``."""
        value = self.value(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, "true, false")
        return default if value is None else value

    def whole(self, key: str) -> int | None:
        """A whole number from 0 on."""
        value = self.value(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 0):
            raise self.wrong(key, f"{key} = 20")
        return value

    def choice(self, key: str, choices: Iterable[str]) -> str | None:
        """One of ``choices``."""
        text = self.text(key)
        if text is not None and text not in choices:
            raise self.wrong(key, ", ".join(choices))
        return text

    def others(self, allowed: Iterable[str]) -> dict[str, object]:
        """Those of the keys ``allowed`` that are there, as they are."""
        names = list(allowed)
        found = {name: self._values[name] for name in names if name in self._values}
        self._asked += names
        return found

    def shaped(self, shapes: Mapping[str, Shape]) -> dict[str, object]:
        """Those of the keys of ``shapes`` that are there, each in its shape."""
        found = self.others(shapes)
        for key, value in found.items():
            if not shapes[key].right(value):
                raise self.wrong(key, f"{key} = {shapes[key].example}")
        return found

    def close(self) -> None:
        """Refuse what nobody asked for, naming the key that may have been meant."""
        known = list(dict.fromkeys(self._asked))
        for key in self._values:
            if key not in known:
                raise UsageError(
                    "recipe_key", where=self.where, key=key, nearest=near(key, known), known=", ".join(known)
                )
