"""Every command once, watched: which sockets it asks for, which files it makes in which mode, where buyers' data lies.

It runs with umask 000, below strace where there is one, and is shared by the lines that ask for one of these.
"""

from __future__ import annotations

import io
import shutil
import stat
import tempfile
import zipfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.faults import warm
from tests.faults.answers import ANSWERS, PLAIN
from tests.faults.commands import WRITERS, Writer, with_recipe
from tests.faults.inject import NETWORK, Skipped, under_strace
from tests.faults.scene import NICK, PLANTED, Scene, copy, loaded, scratch
from tests.faults.shared import shared
from tests.faults.texts import texts_kept
from tests.program import Run


@dataclass(frozen=True)
class Seen:
    """What one command did."""

    run: Run
    sockets: tuple[str, ...] | None
    """``None`` without strace."""
    modes: tuple[str, ...]
    """Files and folders that others may read, with their mode."""
    personal: tuple[str, ...]
    """Where planted data was found."""


@cache
def with_all() -> Scene:
    scene = copy(loaded(), scratch() / "all")
    shutil.copy(with_recipe().folder / "in" / "weekly.toml", scene.folder / "in" / "weekly.toml")
    return scene


COMMANDS: dict[str, Writer] = {
    **{name: Writer(arguments, with_all) for name, arguments in (ANSWERS | PLAIN).items()},
    **{f"{name} (writes)": writer for name, writer in WRITERS.items()},
}


def observed(name: str) -> Seen:
    """What the command did; it runs once, whoever asks first."""
    return shared(f"seen {name}", lambda: _watched(name))


def _watched(name: str) -> Seen:
    writer = COMMANDS[name]
    folder = Path(tempfile.mkdtemp(prefix="seen-", dir=scratch()))
    try:
        scene = writer.scene(folder)
        shutil.rmtree(scene.out)
        scene.out.mkdir(0o700)
        given = {path for path in folder.rglob("*")}
        for path in given:
            path.chmod(0o700 if path.is_dir() else 0o600)
        sockets: tuple[str, ...] | None
        try:
            process = scene.start(*writer.arguments, stopped=True, umask=0)
            run, log = under_strace(process, ("-e", "trace=network"))
            sockets = tuple(line for line in log.splitlines() if NETWORK.search(line))
        except Skipped:
            run, sockets = scene.start(*writer.arguments, umask=0).end(), None
        personal = _personal(scene, run, is_revealed="--reveal" in writer.arguments)
        return Seen(run, sockets, tuple(_open_to_others(folder)), tuple(personal))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _open_to_others(folder: Path) -> list[str]:
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in sorted(folder.rglob("*"))}
    return [f"{path.relative_to(folder)} {mode:o}" for path, mode in modes.items() if mode & 0o077]


def _personal(scene: Scene, run: Run, *, is_revealed: bool) -> list[str]:
    """Planted words anywhere but in the exports and the quarantine; names of buyers anywhere but in the store."""
    words = PLANTED if is_revealed else (*PLANTED, NICK)
    found = [f"{path} (bytes)" for path in scene.planted()]
    places = [] if is_revealed else scene.planted(words=[NICK])
    found += [f"{path} (name)" for path in places if not path.startswith("data/shop.duckdb")]
    found += [f"stdout: {word}" for word in words if word in run.text] + [f"stderr: {w}" for w in words if w in run.err]
    for path in scene.out.rglob("*"):
        if path.suffix in (".xlsx", ".parquet"):
            text = warm.call(_text_of, path)
            found += [f"{path.name}: {word}" for word in words if word in text]
    if scene.store.exists():
        text = warm.call(texts_kept, scene.store)
        found += [f"a column of the store: {word}" for word in PLANTED if word in text]
    return found


def _text_of(path: Path) -> str:
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
            return "".join(package.read(name).decode() for name in package.namelist() if name.endswith(".xml"))
    import polars

    return "".join(str(column.to_list()) for column in polars.read_parquet(path))
