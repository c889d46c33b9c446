"""``crmkit cron``: the lines that run a recipe by themselves, for this very installation."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer

from crmkit.byte_names import is_bytes
from crmkit.cli import options, session
from crmkit.cli.source import store_path
from crmkit.config import Settings
from crmkit.errors import UsageError
from crmkit.messages import say

RecipeFile = Annotated[str, typer.Argument(metavar="RECIPE", help="recipe", show_default=False)]
At = Annotated[str, typer.Option("--at", metavar="[DAY] HH:MM", help="cron_at")]
Systemd = Annotated[bool, typer.Option("--systemd", help="cron_systemd")]
Log = Annotated[Path | None, typer.Option("--log", metavar="FILE", help="cron_log", show_default=False)]
PLAIN_LOCALE = "C.UTF-8"
SAID = ("store", "lang")
"""Settings that the line says as options."""


def cron(
    recipe: RecipeFile,
    at: At = "Mon 07:30",
    systemd: Systemd = False,
    log: Log = None,
    store: options.StorePath = None,
    lang: options.Lang = None,
) -> None:
    """Print the line of crontab, or the systemd units, that run a recipe."""
    from crmkit.cli.guard import kept
    from crmkit.deliver.recipes.recipe import read_recipe
    from crmkit.deliver.recipes.run import files_read
    from crmkit.deliver.recipes.schedule import Job, crontab_line, read_moment, systemd_units

    now, moment = session.current(), read_moment(at)
    known = read_recipe(Path(recipe), now.settings, spoken=now.spoken, dialects=now.folders.dialects)
    place = store or known.store or store_path(None)
    if place is None:
        raise UsageError("no_home")
    lacking = variables(os.environ)
    language = lang or known.language or (now.spoken if lacking["LANG"] == PLAIN_LOCALE else None)
    words = [*program(), "run", str(known.file), "--store", str(place.absolute())]
    words += [] if language is None else ["--lang", language]
    written = log.absolute() if log is not None else known.file.with_suffix(".log")
    kept().and_read(*files_read(known)).and_store(place).refuse(written)
    job = Job(known.file, tuple(words), Path.cwd(), lacking, written)
    if not systemd:
        _print(f"# {say('text', 'cron_paste', now.spoken)}\n{crontab_line(job, moment)}")
        return
    units = systemd_units(job, moment)
    for name, text in units.items():
        _print(f"# ~/.config/systemd/user/{name}\n{text}")
    _print(f"# {say('text', 'systemd_start', now.spoken, {'timer': next(reversed(units))})}")


def _print(text: str) -> None:
    """Print what is to be pasted: a name in other bytes than UTF-8 keeps them, for it is found by nothing else."""
    if not is_bytes(text):
        print(text)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(os.fsencode(text) + b"\n")


def program() -> list[str]:
    """The words that start this installation: its own script if it has one, else its interpreter."""
    name = "crmkit.exe" if os.name == "nt" else "crmkit"
    for folder in (Path(sys.executable).parent, Path(sysconfig.get_path("scripts"))):
        script = folder / name
        if script.is_file() and os.access(script, os.X_OK):
            return [str(script.absolute())]
    return [sys.executable, "-P", "-m", "crmkit"]


def variables(environment: Mapping[str, str]) -> dict[str, str]:
    """What an empty environment lacks: a locale of UTF-8, the settings that are variables, where modules lie."""
    named = next((environment[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environment.get(name)), "")
    locale = named if named.lower().replace("-", "").endswith("utf8") else PLAIN_LOCALE
    found = {"LANG": locale, "LC_ALL": locale}
    set_here = [f"CRMKIT_{field.name.upper()}" for field in fields(Settings) if field.name not in SAID]
    return found | {key: environment[key] for key in ("PYTHONPATH", *set_here) if environment.get(key)}
