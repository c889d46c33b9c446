"""Settings: flags > CRMKIT_* > ./crmkit.toml > the user's config file > defaults, as one frozen value.

Only the command line and ``deliver`` read settings; an analysis gets plain arguments. A missing home folder is
no error: what needs one is then ``None``, and whoever needs it says so.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Literal

from crmkit.errors import UsageError, near
from crmkit.former import former
from crmkit.messages import LANGUAGES, Language
from crmkit.paths import read_small, require_possible, toml_of
from crmkit.toml_line import line_of

PROJECT_FILE = "crmkit.toml"
ALLOWED = {
    "store": '"shop.duckdb"', "lang": '"zh"', "memory": '"512MB"', "wait": "10",
    "max_rejects": "0.05", "shop": '"..."', "status": '"已送达=done"',
    "tz": '"Asia/Shanghai"', "window_days": "365",
    "segments": '"grid"', "thresholds": '"R=30/60/90/180"', "tags": '"my_tags.toml"',
}  # fmt: skip
"""A value that each setting may have, for the error that refuses another."""
RANGES = {
    "wait": ("config_seconds", 0, 86_400), "max_rejects": ("config_share", 0, 1),
    "window_days": ("config_days", 1, 100_000),
}  # fmt: skip
"""Settings that are numbers: the error that says their unit, the least and the most."""
_PLACE = re.compile(r" \(at line ([0-9]+), column ([0-9]+)\)")
"""Where the parser of TOML stopped."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What may be set once instead of on every command line. ``None`` means: the program decides."""

    store: Path | None = None
    """Database file; by default ``shop.duckdb`` in your data folder."""
    lang: Language | None = None
    """Language of the output; by default that of your locale."""
    memory: str | None = None
    """Memory limit, such as ``512MB``; larger work uses temporary files on the disk."""
    wait: float = 10.0
    """Seconds to wait while another process uses the database."""
    max_rejects: float = 0.05
    """A file is refused if more than this share of its lines, 0 to 1, is rejected."""
    shop: str | None = None
    """Shop name for orders that have none."""
    status: str | None = None
    """Meaning of status words, written as for ``--status``."""
    tz: str | None = None
    """Time zone of the shop; ``Asia/Shanghai`` by default."""
    window_days: int | None = None
    """Count only the last N days; all history by default."""
    segments: str | None = None
    """Segment scheme: ``grid``, ``cn8`` or the path of your own."""
    thresholds: str | None = None
    """Fixed thresholds of the scores, written as for ``--thresholds``."""
    tags: Path | None = None
    """File with your own tags, for all commands and for ``tag:`` in every ``--where``."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things of this user lie; ``None`` without a home folder."""

    data: Path | None
    config: Path | None
    state: Path | None

    @property
    def store(self) -> Path | None:
        """The store unless another is named."""
        return self.data / "shop.duckdb" if self.data else None

    @property
    def dialects(self) -> Path | None:
        """Dialects of one's own, one TOML file each."""
        return self.config / "dialects" if self.config else None


def folders() -> Folders:
    """The user's folders on this system; nothing is created."""
    import platformdirs

    named = (
        platformdirs.user_data_path("crmkit", appauthor=False),
        platformdirs.user_config_path("crmkit", appauthor=False),
        platformdirs.user_state_path("crmkit", appauthor=False),
    )
    return Folders(*(path if path.is_absolute() else None for path in named))


def read_settings(environment: Mapping[str, str], here: Path, home: Folders) -> Settings:
    """Settings from the two files and the environment; ``UsageError`` names file, key and nearest key."""
    settings = Settings()
    for layer in layers(environment, here, home):
        settings = _overlaid(settings, layer.given(), layer.where, layer.folder)
    return settings


def valid_settings(environment: Mapping[str, str], here: Path, home: Folders) -> Settings:
    """What of the settings makes sense, for those who say what does not."""
    settings = Settings()
    for layer in layers(environment, here, home):
        with contextlib.suppress(UsageError):
            for key, value in layer.given().items():
                with contextlib.suppress(UsageError):
                    settings = _overlaid(settings, {key: value}, layer.where, layer.folder)
    return settings


@dataclass(frozen=True, slots=True)
class Layer:
    """A place that sets something: ``where`` is the file or the variable, paths in it start from ``folder``."""

    origin: Literal["user", "project", "variable"]
    where: str
    folder: Path
    variable: tuple[str, str] | None = None

    def given(self) -> Mapping[str, Any]:
        """What it sets, as it is written; ``UsageError`` when it is a file that cannot be read."""
        return dict([self.variable]) if self.variable else _table(Path(self.where))

    def line(self, key: str) -> int | None:
        """The line on which it sets ``key``, if it is a file."""
        if self.variable is not None:
            return None
        return line_of(read_small(Path(self.where)), (key,))

    def value(self, key: str, value: object) -> tuple[str, object]:
        """One thing that it sets, by the name of today and in its type; ``UsageError`` when it makes no sense."""
        today = former()["settings"].get(key, key)
        return today, getattr(_overlaid(Settings(), {key: value}, self.where, self.folder), today)


def settings_files(here: Path, home: Folders) -> list[Path]:
    """The files that may hold settings, there or not, each before the one that decides over it."""
    return [*([home.config / "config.toml"] if home.config else []), here / PROJECT_FILE]


def layers(environment: Mapping[str, str], here: Path, home: Folders) -> Iterator[Layer]:
    """The places that set something, each before those that decide over it."""
    for file in settings_files(here, home):
        if file.is_file():
            yield Layer("project" if file == here / PROJECT_FILE else "user", str(file), file.parent)
    for key in (*former()["settings"], *(field.name for field in fields(Settings))):
        name = f"CRMKIT_{key.upper()}"
        if environment.get(name):
            yield Layer("variable", name, here, (key, environment[name]))


def _table(file: Path) -> Mapping[str, Any]:
    try:
        return toml_of(read_small(file))
    except UnicodeDecodeError:
        raise UsageError("config_not_utf8", where=str(file)) from None
    except ValueError as error:
        place = _PLACE.search(str(error))
        line, column = place.groups() if place else (None, None)
        reason = _PLACE.sub("", str(error))
        raise UsageError("config_not_toml", where=str(file), line=line, column=column, reason=reason) from None
    except OSError as error:
        raise UsageError("config_unreadable", where=str(file), reason=error.strerror or "") from None


def _overlaid(settings: Settings, given: Mapping[str, Any], where: str, folder: Path) -> Settings:
    names = [key.name for key in fields(Settings)]
    given = {former()["settings"].get(key, key): value for key, value in given.items()}
    for key in given:
        if key not in names:
            raise UsageError("config_key", where=where, key=key, nearest=near(key, names), known=", ".join(names))
    return replace(settings, **{key: _value(key, value, where, folder) for key, value in given.items()})


def _value(key: str, value: object, where: str, folder: Path) -> Any:
    """``value`` in the type of the setting ``key``; text is understood, since the environment holds only text."""
    try:
        if key in ("store", "tags"):
            return _path(_text(value), where, folder)
        if key == "segments" and Path(_text(value)).suffix:
            return str(_path(_text(value), where, folder))
        if key == "lang":
            return _language(_text(value))
        if key in RANGES:
            number = _number(value, *RANGES[key][1:])
            return _whole(number) if key == "window_days" else number
        return _text(value)
    except (ValueError, RuntimeError):
        example = f"{where}={ALLOWED[key]}" if where.startswith("CRMKIT_") else f"{key} = {ALLOWED[key]}"
        if key in RANGES:
            code, least, most = RANGES[key]
            raise UsageError(code, where=where, key=key, value=value, least=least, most=most, example=example) from None
        known = ", ".join(LANGUAGES) if key == "lang" else None
        raise UsageError("config_value", where=where, key=key, value=value, known=known, example=example) from None


def _path(text: str, where: str, folder: Path) -> Path:
    """A path as it is written in a setting; ``UsageError`` for one that no file can have."""
    require_possible(text, where=where)
    return folder / Path(text).expanduser()


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(value)
    return value


def _number(value: object, lower: float, upper: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(value)
    number = float(value)
    if not lower <= number <= upper:
        raise ValueError(value)
    return number


def _whole(number: float) -> int:
    if not number.is_integer():
        raise ValueError(number)
    return int(number)


def _language(text: str) -> Language:
    for language in LANGUAGES:
        if text == language:
            return language
    raise ValueError(text)
