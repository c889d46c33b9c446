"""Where an answer comes from: the files that were named, or the store."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from crmkit.cli import options, session
from crmkit.cli.progress import reporting
from crmkit.errors import StoreError, UsageError

if TYPE_CHECKING:
    from crmkit.analyses.traits.where import Where
    from crmkit.store.store import Store


MARK, MARK_AT = b"DUCK", 8
"""What a database file of the engine has near its beginning, and where."""


@dataclass(frozen=True, slots=True)
class StoreAt:
    """The store, for commands that read no files."""

    store: options.StorePath = None
    wait: options.Wait = None

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """The store, open for reading; ``UsageError`` when there is none yet."""
        from crmkit.store.store import open_store

        with open_store(existing_store(self.store), wait=patience(self.wait)) as shop:
            yield shop

    def read(self) -> list[Path]:
        """The paths that an output must not overwrite."""
        return [path for path in [store_path(self.store)] if path]


@dataclass(frozen=True, slots=True)
class Source:
    """Files or the store, for questions."""

    files: options.Files = None
    store: options.StorePath = None
    map: options.Map = None
    encoding: options.Encoding = None
    shop: options.ShopName = None
    max_rejects: options.MaxRejects = None
    memory: options.Memory = None
    wait: options.Wait = None

    @contextmanager
    def opened(
        self, command: str, *, quiet: bool = False, describe: bool = False, where: Where | None = None
    ) -> Iterator[Store]:
        """The shop to ask: the files read into memory, else the store.

        ``describe``: the question is about titles, places or channels, too, which files need more time for; so may be
        the condition ``where`` on its customers.
        """
        run = session.current()
        memory = memory_size(self.memory or run.settings.memory)
        if self.files:
            session.refuse_idle("idle_with_files", "store", "wait")
            from crmkit.ingest.load import open_files

            with (
                reporting(quiet) as progress,
                open_files(
                    self.files,
                    mapping=mapping(self.map),
                    dialect_folder=run.folders.dialects,
                    shop=self.shop or run.settings.shop or "",
                    encoding=self.encoding,
                    max_rejects=rejects_allowed(self.max_rejects),
                    memory=memory,
                    progress=progress,
                    describe=describe or (where is not None and where.describes),
                ) as shop,
            ):
                yield shop
            return
        session.refuse_idle("idle_without_files", "map", "encoding", "shop", "max_rejects")
        from crmkit.store.store import open_store

        path = existing_store(self.store, command if self.store is None else None)
        with open_store(path, wait=patience(self.wait), memory=memory) as shop:
            yield shop

    def read(self) -> list[Path]:
        """The paths that an output must not overwrite."""
        return [Path(file) for file in self.files or []] or [path for path in [store_path(self.store)] if path]


def store_path(store: Path | None) -> Path | None:
    """The store to use: flag, setting, the user's data folder; ``None`` without a home folder."""
    run = session.current()
    return store or run.settings.store or run.folders.store


def existing_store(store: Path | None, command: str | None = None) -> Path:
    """The store to read; ``UsageError`` says what to do when it is not there: ``command`` could read files instead."""
    path = store_path(store)
    if path is not None and is_there(path):
        require_store(path)
        return path
    where = str(path) if path else None
    if command is not None:
        raise UsageError("nothing_to_read", where=where, command=command)
    raise UsageError("no_store", where=where)


def store_to_fill(store: Path | None) -> Path:
    """The store to load into, there already or not; ``UsageError`` without a home folder to put it in."""
    path = store_path(store)
    if path is None:
        raise UsageError("no_home")
    if is_there(path):
        require_store(path)
    return path


def is_there(path: Path) -> bool:
    """Whether something lies at ``path``; ``StoreError`` when its folder may not be looked into."""
    try:
        return path.exists()
    except PermissionError:
        raise StoreError("store_unreadable", where=str(path)) from None


def require_store(path: Path) -> None:
    """Refuse a folder (``UsageError``) and a file that cannot be a store (``StoreError``), saying what to name."""
    if path.is_dir():
        raise UsageError("store_is_folder", where=str(path), example=path / "shop.duckdb")
    try:
        with path.open("rb") as file:
            is_store = file.read(len(MARK) + MARK_AT)[MARK_AT:] == MARK
    except PermissionError:
        raise StoreError("store_unreadable", where=str(path)) from None
    except OSError:
        return  # who may not read it is told by the engine's own opening
    if not is_store:
        raise StoreError("store_not_one", where=str(path))


def patience(wait: float | None) -> float:
    """Seconds to wait for a busy store."""
    return session.current().settings.wait if wait is None else wait


def memory_size(text: str | None) -> str | None:
    """A ceiling such as ``512MB`` or ``1.5 GiB``; ``UsageError`` for anything else."""
    if text is not None and re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,3})? ?[KMGT]i?B", text, re.IGNORECASE) is None:
        raise UsageError("bad_memory", value=text)
    return text


def rejects_allowed(share: float | None) -> float:
    """Share of quarantined lines from which a file is refused."""
    return session.current().settings.max_rejects if share is None else share


def mapping(text: str | None) -> Mapping[str, str] | None:
    """``order_id=订单号,amount=金额`` as a mapping; ``UsageError`` when a pair has no ``=``."""
    if text is None:
        return None
    pairs = [pair.partition("=") for pair in text.replace("，", ",").split(",") if pair.strip()]
    for name, sign, header in pairs:
        if not (name.strip() and sign and header.strip()):
            raise UsageError("map_form", value=f"{name}{sign}{header}")
    names = [name.strip() for name, _, _ in pairs]
    for name in names:
        if names.count(name) > 1:
            raise UsageError("map_twice", name=name)
    return {name.strip(): header.strip() for name, _, header in pairs}
