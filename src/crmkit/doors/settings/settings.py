"""The settings in effect with the place each comes from, and what a file of settings has that makes no sense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path

from crmkit.config import PROJECT_FILE, Folders, Layer, Settings, layers
from crmkit.errors import InputError, UsageError
from crmkit.messages import Language, say
from crmkit.periods import SHOP_TIME
from crmkit.result import Record, Result
from crmkit.store.connect import DEFAULT_MEMORY

COLUMNS = ("setting", "setting_value")
ORIGIN = ("setting_origin", "setting_place")
CHECKED = ("file", "setting", "setting_value", "verdict", "problem")


def in_effect(
    environment: Mapping[str, str],
    here: Path,
    home: Folders,
    *,
    typed: Mapping[str, object],
    spoken: Language,
    origin: bool,
) -> Result:
    """Every setting with its value; with ``origin`` also where it comes from.

    ``typed`` are options that were given, ``spoken`` is the language of the locale.

    Raises:
        UsageError: a place that sets something makes no sense.
    """
    found: dict[str, tuple[object, str, str | None]] = {
        field.name: (field.default, "default", None) for field in fields(Settings)
    }
    for name, decided in {"store": home.store, "lang": spoken, "memory": DEFAULT_MEMORY, "tz": SHOP_TIME}.items():
        found[name] = (decided, "default", None)
    for layer in layers(environment, here, home):
        for key, given in layer.given().items():
            name, value = layer.value(key, given)
            found[name] = (value, layer.origin, layer.where)
    for name, value in typed.items():
        found[name] = (value, "flag", f"--{name.replace('_', '-')}")
    rows = [(name, _text(value), code, place) for name, (value, code, place) in found.items()]
    columns = (*COLUMNS, *ORIGIN) if origin else COLUMNS
    return Result("config", columns, [row[: len(columns)] for row in rows])


def checked(
    file: Path | None, environment: Mapping[str, str], here: Path, home: Folders, *, language: Language
) -> Result:
    """What ``file`` sets, else what the files and variables in effect set, each with what is wrong with it.

    Raises:
        InputError: there is no such file.
    """
    if file is not None and not file.is_file():
        raise InputError("file_missing", where=str(file))
    places = [*layers(environment, here, home)] if file is None else [Layer("project", str(file), file.parent)]
    records = [record for layer in places for record in _checked(layer, language)]
    wrong = sum(record[3] != "valid" for record in records)
    return Result("config_check", CHECKED, records, facts={"problems": wrong}, language=language)


def looked_for(here: Path, home: Folders) -> list[Path]:
    """The files that may hold settings, there or not."""
    return [*([home.config / "config.toml"] if home.config else []), here / PROJECT_FILE]


def _checked(layer: Layer, language: Language) -> Iterator[Record]:
    try:
        given = layer.given()
    except UsageError as wrong:
        yield layer.where, None, None, "unreadable", _sentence(wrong, language)
        return
    for key, written in given.items():
        try:
            _, value = layer.value(key, written)
            yield layer.where, key, _text(value), "valid", None
        except UsageError as wrong:
            verdict = "unknown_key" if wrong.code == "config_key" else "bad_value"
            yield layer.where, key, _text(written), verdict, _sentence(wrong, language)


def _sentence(wrong: UsageError, language: Language) -> str:
    said = {"finding": wrong.message(language), "advice": wrong.advice(language) or None}
    return say("text", "finding_with_advice", language, said)


def _text(value: object) -> str | None:
    """A value as it may be typed again."""
    if value is None or isinstance(value, str):
        return value
    return f"{value:g}" if isinstance(value, float) else str(value)
