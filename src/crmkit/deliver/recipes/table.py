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
from crmkit.paths import require_possible
from crmkit.toml_line import line_of


@dataclass(frozen=True, slots=True)
class Place:
    """What a recipe is read by: its ``file``, the settings of who reads it, and which ``asks`` it has, by name.

    ``language`` is that of all answers where one was asked for; ``spoken`` that of messages. ``shown`` is the file as
    it was typed, ``text`` what stands in it.
    """

    file: Path
    settings: Settings
    language: Language | None
    spoken: Language
    dialects: Path | None = None
    asks: frozenset[str] = frozenset()
    shown: str = ""
    text: str = ""

    @property
    def folder(self) -> Path:
        """From which relative paths are meant."""
        return self.file.parent

    def path(self, text: str) -> Path:
        """A path of the recipe; ``UsageError`` for one that no file can have."""
        require_possible(text)
        try:
            return self.folder / Path(text).expanduser()
        except RuntimeError:  # a home that there is not
            return self.folder / text


class Table:
    """One table: ``title`` is how errors call it, as ``[[ask]] 2``; ``path``: the keys that lead to it in the file."""

    def __init__(
        self, values: Mapping[str, object], title: str, place: Place, path: tuple[str | int, ...] = ()
    ) -> None:
        self.place = place
        self.title = title
        self.keys = path
        self._values = dict(values)
        self._asked: list[str] = []

    @property
    def where(self) -> str:
        """How errors name it: with the file and the line on which it begins."""
        return self.at(None)

    def at(self, key: str | None) -> str:
        """How errors name ``key``: with the file, its line, the table and the name of the step."""
        is_there = key is not None and key in self._values
        path = (*self.keys, key) if is_there and key is not None else self.keys
        line = line_of(self.place.text, path) if path else None
        file = self.place.shown if line is None else f"{self.place.shown}:{line}"
        name = self._values.get("name")
        title = f"{self.title} ({name})" if self.title and isinstance(name, str) and name.strip() else self.title
        return f"{file}, {title}" if title else file

    @contextlib.contextmanager
    def placing(self, key: str | None = None) -> Iterator[None]:
        """What is refused in here is refused in this table, for what stands behind ``key`` or what the error names."""
        try:
            yield
        except CrmError as error:
            if not error.of_file:
                error.of_file = True
                place = self.at(key or self._named_by(error))
                error.where = f"{place}: {error.where}" if error.where else place
            raise

    def _named_by(self, error: CrmError) -> str | None:
        """The key of this table that an error is about: that of its option, else that of one of its values."""
        option = str(error.values.get("option", "")).split(" ")[0].removeprefix("--").replace("-", "_")
        return next((name for name in (option, *error.values) if name in self._values), None)

    def wrong(self, key: str, allowed: object, value: object = None) -> UsageError:
        """The error about the value of ``key``, if it is not ``value``."""
        value = self._values.get(key, value)
        shown = f'"{value}"' if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else value
        return self.fault("recipe_value", key, value=shown, allowed=allowed)

    def fault(self, code: str, key: str, **values: object) -> UsageError:
        """The error ``code`` about ``key``."""
        error = UsageError(code, where=self.at(key), key=key, **values)
        error.of_file = True
        return error

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

    def path(self, key: str, text: str) -> Path:
        """The path that ``text`` behind ``key`` means."""
        with self.placing(key):
            return self.place.path(text)

    def needed(self, key: str, example: str) -> str:
        """A text that must be there."""
        text = self.text(key)
        if text is None:
            raise self.fault("recipe_needs", key, example=f'{key} = "{example}"')
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
                raise self.fault("recipe_key", key, nearest=near(key, known), known=", ".join(known))
