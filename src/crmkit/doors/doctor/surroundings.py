"""The machine and its settings: program, encoding, language, time zone, terminal, fonts, files of settings."""

from __future__ import annotations

import os
import platform
import sys
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from crmkit.config import Folders, layers, settings_files
from crmkit.doors.doctor.observation import Observation
from crmkit.doors.settings.faults import Looked, looked_at
from crmkit.messages import Language
from crmkit.version import __version__

CHINESE = "客户"
LEAST_WIDTH = 80
"""Cells of a line for which answers are made."""
PLATES = (
    *("noto*cjk", "notosanssc", "notoserifsc", "sourcehan", "wqy", "simsun", "simhei", "simkai", "msyh", "pingfang"),
    *("hiragino", "stheiti", "songti", "heiti", "uming", "ukai", "droidsansfallback", "fandol", "deng", "kaiti"),
)
"""How files of fonts with Chinese characters are called."""
FONT_FILES = (".ttf", ".ttc", ".otf")
FONT_FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts", "/System/Library/Fonts"),
    *("/Library/Fonts", "~/Library/Fonts", "C:/Windows/Fonts"),
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What only the command line knows: streams, width, the language it found, and where it was started."""

    encoding: str
    is_terminal: bool
    width: int
    spoken: Language
    here: Path
    environment: Mapping[str, str]
    home: Folders


def of_the_machine(around: Surroundings, tz: str | None) -> Iterator[Observation]:
    """What holds whether there is a store or not."""
    yield _program()
    yield _encoding(around.encoding)
    code = "locale_chinese" if around.spoken == "zh" else "locale_english"
    yield Observation("locale", "fine", code, {"locale": _locale(around.environment)})
    wrong = _wrong_settings(around)
    own = next((each for each in reversed(wrong) if each.key == "tz" and each.written == tz), None)
    yield _zone(tz) if own is None else Observation("time_zone", "wrong", error=own.fault)
    yield _terminal(around)
    yield _fonts([Path(folder).expanduser() for folder in FONT_FOLDERS])
    yield from _settings(around, [each for each in wrong if each is not own], is_fine=not wrong)


def _program() -> Observation:
    try:
        engine = version("duckdb")
    except PackageNotFoundError:
        engine = "?"
    values = {"version": __version__, "python": platform.python_version(), "engine": engine}
    return Observation(
        "program", "fine", "program_fine", {**values, "system": f"{platform.system()} {platform.machine()}"}
    )


def _encoding(encoding: str) -> Observation:
    values = {"encoding": encoding}
    try:
        CHINESE.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return Observation("encoding", "wrong", "encoding_wrong", values)
    is_utf8 = sys.getfilesystemencoding().lower().replace("-", "") == "utf8"
    return Observation(
        "encoding", "fine" if is_utf8 else "notice", "encoding_fine" if is_utf8 else "encoding_files", values
    )


def _locale(environment: Mapping[str, str]) -> str:
    return next((environment[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environment.get(name)), "-")


def _zone(tz: str | None) -> Observation:
    zone = tz or "Asia/Shanghai"
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        if tz is None:  # crmkit reckons it itself
            return Observation("time_zone", "notice", "zone_data", {"zone": zone})
        return Observation("time_zone", "wrong", "zone_wrong", {"zone": zone})
    return Observation("time_zone", "fine", "zone_fine", {"zone": zone})


def _terminal(around: Surroundings) -> Observation:
    if not around.is_terminal:
        return Observation("terminal", "fine", "terminal_none")
    if around.width < LEAST_WIDTH:
        return Observation("terminal", "notice", "terminal_narrow", {"width": around.width})
    return Observation("terminal", "fine", "terminal_fine", {"width": around.width})


def _fonts(folders: Sequence[Path]) -> Observation:
    for folder in folders:
        for place, _, names in os.walk(folder):
            for name in sorted(names):
                if name.lower().endswith(FONT_FILES) and _is_chinese(name.lower()):
                    return Observation("fonts", "fine", "fonts_fine", {"font": Path(place, name)})
    return Observation("fonts", "notice", "fonts_none")


def _is_chinese(name: str) -> bool:
    return any(Path(name).match(f"*{plate}*") for plate in PLATES)


def _wrong_settings(around: Surroundings) -> list[Looked]:
    """The settings that a command would refuse, each fault with its place."""
    places = list(layers(around.environment, around.here, around.home))
    wrong = [each for each in looked_at(places) if each.fault is not None]
    for each in wrong:
        if each.fault is not None:
            each.fault.where = each.fault.where or each.place
    return wrong


def _settings(around: Surroundings, wrong: Sequence[Looked], *, is_fine: bool) -> Iterator[Observation]:
    """What of the settings is wrong and not told of yet, or that all of them are fine."""
    files = [file for file in settings_files(around.here, around.home) if file.is_file()]
    for each in wrong:
        yield Observation("settings", "wrong", error=each.fault)
    if is_fine:
        names = ", ".join(map(str, files))
        yield Observation("settings", "fine", "settings_fine" if files else "settings_none", {"files": names})
