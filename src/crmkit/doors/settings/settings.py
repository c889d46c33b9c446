"""The settings in effect with the place each comes from, and what a file of settings has that makes no sense."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

from crmkit.byte_names import storable
from crmkit.config import Folders, Layer, Settings, layers
from crmkit.doors.settings.faults import Looked, looked_at
from crmkit.errors import CrmError, InputError
from crmkit.former import former
from crmkit.messages import Language, say
from crmkit.periods import SHOP_TIME
from crmkit.result import Record, Result
from crmkit.screen import Screen, Sentence, Table
from crmkit.store.connect import DEFAULT_MEMORY

COLUMNS = ("setting", "setting_value", "verdict", "setting_use")
ORIGIN = ("setting_origin", "setting_place")
CHECKED = ("setting", "setting_value", "file", "line", "verdict", "problem")
VERDICT = CHECKED.index("verdict")


def in_effect(
    environment: Mapping[str, str],
    here: Path,
    home: Folders,
    *,
    typed: Mapping[str, object],
    spoken: Language,
    language: Language,
    origin: bool,
) -> Result:
    """Every setting with its value, whether that is valid and what it does; with ``origin`` also where it comes from.

    ``typed`` are options that were given, ``spoken`` is the language of the locale.

    Raises:
        UsageError: a place that sets something makes no sense.
    """
    found: dict[str, tuple[object, str, str | None]] = {
        field.name: (field.default, "default", None) for field in fields(Settings)
    }
    for name, decided in {"store": home.store, "lang": spoken, "memory": DEFAULT_MEMORY, "tz": SHOP_TIME}.items():
        found[name] = (decided, "default", None)
    places, faults = [*layers(environment, here, home)], dict[str, Looked]()
    for layer in places:
        for key, given in layer.given().items():
            name, value = layer.value(key, given)
            found[name] = (value, layer.origin, layer.where)
    for each in looked_at(places):
        name = former()["settings"].get(str(each.key), str(each.key))
        faults.pop(name, None)
        if each.fault is not None:
            faults[name] = each
    for name, value in typed.items():
        found[name] = (value, "flag", f"--{name.replace('_', '-')}")
        faults.pop(name, None)
    rows = [
        (name, _text(value), *_said(name, value, faults.get(name), language), code, _text(place))
        for name, (value, code, place) in found.items()
    ]
    columns = (*COLUMNS, *ORIGIN) if origin else COLUMNS
    return Result("config", columns, [row[: len(columns)] for row in rows], language=language)


def _said(name: str, value: object, wrong: Looked | None, language: Language) -> tuple[str, str]:
    """The verdict on a setting, and in words with units what it does, or what is wrong with it."""
    if wrong is not None and wrong.fault is not None:
        return "bad_value", _sentence(wrong.fault, wrong.layer, language)
    if value is None:
        return "unset", say("text", f"setting_{name}_unset", language)
    shown = f"{float(str(value)) * 100:g}%" if name == "max_rejects" else _text(value)
    return "valid", say("text", f"setting_{name}", language, {"value": shown})


def checked(
    file: Path | None, environment: Mapping[str, str], here: Path, home: Folders, *, language: Language
) -> Result:
    """What ``file`` sets, else what the files and variables in effect set, each with what is wrong with it.

    Raises:
        InputError: there is no such file.
    """
    if file is not None and not file.is_file():
        raise InputError("file_not_regular" if file.exists() else "file_missing", where=str(file))
    places = [*layers(environment, here, home)] if file is None else [Layer("project", str(file), file.parent)]
    records = [_checked(each, language) for each in looked_at(places)]
    wrong = sum(record[VERDICT] != "valid" for record in records)
    answer = Result("config_check", CHECKED, records, facts={"problems": wrong}, language=language)
    if wrong:
        return answer
    fine = Sentence("config_fine", {"settings": len(records) or None})
    return replace(answer, answer=(fine,), screen=_screen(records))


def _screen(records: Sequence[Record]) -> Screen:
    """All that is set, on one line each; nothing where nothing is."""
    columns = tuple(name for name in CHECKED if name != "problem")
    return Screen((Table(columns, leave=("verdict", "line")),) if records else ())


def _checked(each: Looked, language: Language) -> Record:
    place = (storable(each.layer.where), each.line)
    if each.fault is None:
        return each.key, _text(each.value), *place, "valid", None
    verdict = "unreadable" if each.key is None else "unknown_key" if each.fault.code == "config_key" else "bad_value"
    return each.key, _text(each.written), *place, verdict, _sentence(each.fault, each.layer, language)


def _sentence(wrong: CrmError, layer: Layer, language: Language) -> str:
    """What is wrong and what to write instead; with the file where it is another one, which the setting names."""
    where = None if wrong.where == layer.where else wrong.where
    finding = say("text", "placed", language, {"where": where, "message": wrong.message(language)})
    said = {"finding": finding, "advice": wrong.advice(language) or None}
    return storable(say("text", "finding_with_advice", language, said))


def _text(value: object) -> str | None:
    """A value as it may be typed again."""
    if value is None:
        return None
    return f"{value:g}" if isinstance(value, float) else storable(str(value))
