"""When and how a machine runs a recipe by itself: lines for crontab, units for systemd. Nothing is installed here."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from crmkit.errors import UsageError

WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
"""By the number that cron gives them."""
_CHINESE = {**dict(zip("日一二三四五六", range(7), strict=True)), "天": 0}
_AT = re.compile(r"(?:(?P<day>[^\s:]+)\s+)?(?P<hour>[0-9]{1,2})[:：](?P<minute>[0-9]{2})")
_ZONE, _STAMP = "UTC-8", "+%F %T %z"
"""The clock of the shop, which the ledger has too, in figures that are the same in every language."""
LATEST = 28
"""The last day of a month that every month has."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day, on one ``weekday`` (0 is Sunday), on one day of each month, or on every day."""

    hour: int
    minute: int
    weekday: int | None = None
    month_day: int | None = None

    @property
    def for_cron(self) -> str:
        """The five fields of a line of crontab."""
        day = "*" if self.month_day is None else self.month_day
        return f"{self.minute} {self.hour} {day} * {'*' if self.weekday is None else self.weekday}"

    @property
    def for_systemd(self) -> str:
        """What ``OnCalendar`` takes."""
        weekday = "" if self.weekday is None else f"{WEEKDAYS[self.weekday].title()} "
        day = "*" if self.month_day is None else f"{self.month_day:02}"
        return f"{weekday}*-*-{day} {self.hour:02}:{self.minute:02}:00"


@dataclass(frozen=True, slots=True)
class Job:
    """A command with everything that an empty environment lacks: its ``folder``, variables, and the ``log``."""

    recipe: Path
    command: tuple[str, ...]
    folder: Path
    variables: Mapping[str, str]
    log: Path


def read_moment(text: str) -> Moment:
    """``Mon 07:30``, ``周一 07:30``, ``1 07:30`` (the first of each month) or ``07:30`` (every day)."""
    found = _AT.fullmatch(text.strip())
    hour, minute = (int(found["hour"]), int(found["minute"])) if found else (24, 0)
    if found is None or hour > 23 or minute > 59:
        raise UsageError("cron_time", value=text)
    day = found["day"]
    if day is None:
        return Moment(hour, minute)
    if day.isascii() and day.isdigit():
        if not 1 <= int(day) <= LATEST:
            raise UsageError("cron_time", value=text)
        return Moment(hour, minute, month_day=int(day))
    weekday = _weekday(day)
    if weekday is None:
        raise UsageError("cron_time", value=text)
    return Moment(hour, minute, weekday)


def _weekday(day: str) -> int | None:
    for beginning in ("星期", "礼拜", "周"):
        if day.startswith(beginning):
            return _CHINESE.get(day.removeprefix(beginning))
    names = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
    asked = day.lower()
    return next((number for number, name in enumerate(names) if asked in (name, name[:3])), None)


def crontab_line(job: Job, moment: Moment) -> str:
    """A line of crontab: silent when all is well; else what this run has to say goes where cron sends it, and no more.

    The log keeps all of it with the day, and the line ends with the exit code of the run. A ``%`` means the end of the
    line to cron. ``echo`` and no ``printf``, whose form would be full of them.
    """
    _refuse_breaks(job)
    said = " ".join(f"{name}={shlex.quote(value)}" for name, value in job.variables.items())
    log = shlex.quote(str(job.log))
    run = f"{said} {shlex.join(job.command)}".strip()
    stamp = f"TZ={_ZONE} date '{_STAMP}' >> {log}"
    begin = f"umask 077; cd {shlex.quote(str(job.folder))} || exit; {stamp} && said=$({run} 2>&1 >> {log})"
    line = f'{begin}; code=$?; [ -z "$said" ] || echo "$said" | tee -a {log}; exit $code'
    return f"{moment.for_cron} {line}".replace("%", "\\%")


def systemd_units(job: Job, moment: Moment) -> dict[str, str]:
    """A service and its timer by the names of their files; a missed run is made up for."""
    _refuse_breaks(job)
    name = f"crmkit-{_slug(job.recipe)}"
    variables = "\n".join(f"Environment={_quoted(f'{key}={value}')}" for key, value in job.variables.items())
    log = _specifiers(str(job.log))
    service = f"""[Unit]
Description=crmkit run {_specifiers(job.recipe.name)}

[Service]
Type=oneshot
WorkingDirectory={_specifiers(str(job.folder))}
{variables}
UMask=0077
ExecStartPre=-/usr/bin/env TZ={_ZONE} date "{_specifiers(_STAMP)}"
ExecStart={_command(job.command)}
StandardOutput=append:{log}
StandardError=append:{log}
"""
    timer = f"""[Unit]
Description=crmkit run {_specifiers(job.recipe.name)}

[Timer]
OnCalendar={moment.for_systemd}
Persistent=true

[Install]
WantedBy=timers.target
"""
    return {f"{name}.service": service, f"{name}.timer": timer}


def _refuse_breaks(job: Job) -> None:
    """A line break would end the line, and what follows it would be a line of its own."""
    for text in (*job.command, str(job.folder), str(job.log), *job.variables.values()):
        if any(ord(character) < 32 or ord(character) == 127 for character in text):
            raise UsageError("cron_control", where=repr(text))


def _slug(recipe: Path) -> str:
    """A name for units: that of the recipe as far as systemd takes it, and a few digits that tell its folder."""
    plain = re.sub(r"[^a-z0-9]+", "-", recipe.stem.lower()).strip("-")
    digits = sha256(str(recipe).encode()).hexdigest()[:6]
    return f"{plain}-{digits}" if plain else digits


def _command(words: Sequence[str]) -> str:
    """A command as ``ExecStart`` takes it: nothing in it is a variable."""
    return " ".join(_quoted(word).replace("$", "$$") for word in words)


def _quoted(word: str) -> str:
    return '"' + _specifiers(word.replace("\\", "\\\\").replace('"', '\\"')) + '"'


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")
