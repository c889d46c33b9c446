"""Where an answer comes from: the files that were named, or the store."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from crmkit.byte_names import storable
from crmkit.cli import options, session
from crmkit.cli.progress import Report, reporting, working
from crmkit.cli.retention import let_expire
from crmkit.errors import StoreError, UsageError
from crmkit.store.store_file import require_store

if TYPE_CHECKING:
    from crmkit.customers.conditions.where import Where
    from crmkit.ingest.wishes import Said
    from crmkit.store.counted import Shops
    from crmkit.store.store import Store


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


@dataclass(frozen=True, slots=True)
class StoreOfShops(StoreAt):
    """The store, or some of its shops alone."""

    shop: options.Shops = None
    platform: options.Platforms = None

    @contextmanager
    def opened(self) -> Iterator[Store]:
        """It, open for reading, to be asked of these shops."""
        from crmkit.store.shops import asked_shops

        with StoreAt.opened(self) as store:
            store.shops = asked_shops(self.shop, self.platform)
            yield store


@dataclass(frozen=True)
class FilesOrStore:
    """Where the data of a question lie."""

    files: options.Files = None
    store: options.StorePath = None


@dataclass(frozen=True)
class Reading:
    """What is said of the files to read, for every command that reads any."""

    map: options.Map = None
    dialect: options.Dialect = None
    status: options.Status = None
    skip: options.Skip = None
    tz: options.Tz = None
    time_format: options.TimeFormat = None
    decimal: options.Decimal = None
    currency: options.Currency = None
    encoding: options.Encoding = None
    shop: options.ShopName = None
    max_rejects: options.MaxRejects = None
    strict: options.Strict = False
    memory: options.Memory = None

    def said(self, progress: Report | None) -> Said:
        """It as the reader takes it: what was typed, else what is set."""
        run = session.current()
        return {
            "mapping": ",".join(self.map or ()) or None,
            "dialect": self.dialect,
            "status": ",".join(self.status or ()) or run.settings.status,
            "skip": self.skip,
            "tz": self.tz or run.settings.tz,
            "time_format": self.time_format,
            "decimal": self.decimal,
            "currency": self.currency,
            "encoding": self.encoding,
            "shop": self.shop or run.settings.shop or "",
            "max_rejects": run.settings.max_rejects if self.max_rejects is None else self.max_rejects,
            "memory": self.memory or run.settings.memory,
            "dialect_folder": run.folders.dialects,
            "progress": progress,
        }


UNLIKE_FIGURES = ("files", "wait", "memory")
"""What an option of the same command need not repeat: files stand by themselves, the others change no figure."""
OF_STORES = ("memory", "currency", "shop")
"""What may be said of a store as well."""


@dataclass(frozen=True)
class Source(Reading, FilesOrStore):
    """Files, read as they are said to be, or the store, for questions; all of their shops or some alone."""

    shop: options.Shops = None  # type: ignore[assignment]  # a question may be about several
    platform: options.Platforms = None
    wait: options.Wait = None

    @property
    def shops(self) -> Shops:
        """Those to answer for."""
        from crmkit.store.shops import asked_shops

        return asked_shops(self.shop, self.platform)

    def said(self, progress: Report | None) -> Said:
        """It as the reader takes it; a shop that is asked for names no file."""
        said = super().said(progress)
        return {**said, "shop": ""} if self.shop else said

    @contextmanager
    def opened(
        self, command: str, *, quiet: bool = False, describe: bool = False, where: Where | None = None
    ) -> Iterator[Store]:
        """The shop to ask: the files read into memory, else the store; ``command`` and a file is what could be typed.

        ``describe``: the question is about titles, places or channels, too, which files need more time for; so may be
        the condition ``where`` on its customers.
        """
        if self.files:
            session.refuse_idle("idle_with_files", "store", "wait")
            from crmkit.ingest.load import open_files

            titled = describe or (where is not None and where.describes)
            with reporting(quiet) as progress:
                shop = open_files(self.files, strict=self.strict, describe=titled, **self.said(progress))
            with shop, working(quiet):
                shop.shops = self.shops
                yield shop
            return
        session.refuse_idle(
            "idle_without_files", *(field.name for field in fields(Reading) if field.name not in OF_STORES)
        )
        from crmkit.ingest.forms.checked import read_currency
        from crmkit.store.store import open_store

        path = existing_store(self.store, command if self.store is None else None)
        with open_store(path, wait=patience(self.wait), memory=memory_size(self.memory)) as shop, working(quiet):
            shop.prices.asked = read_currency(self.currency, of_data=True)
            shop.shops = self.shops
            yield shop

    def typed(self, as_of: str | None, *, folders: bool = True) -> str:
        """What was typed to say which data, until which day and in which language.

        Without ``folders`` files are called by their names. A command that ends with it gives the figures that
        this one gives.
        """

        def named(path: object) -> str:
            return str(path) if folders else PurePath(str(path)).name

        words = [named(file) for file in self.files or []]
        said = {field.name: getattr(self, field.name) for field in fields(self) if session.was_typed(field.name)}
        for name, value in {**said, "as_of": as_of}.items():
            option = f"--{name.replace('_', '-')}"
            if name in UNLIKE_FIGURES or value is None or value is False:
                continue
            if value is True:
                words.append(option)
                continue
            values = value if isinstance(value, list) else [value]
            shown = [named(each) if name in ("store", "dialect") else str(each) for each in values]
            words += [word for each in shown for word in (option, each)]
        words += session.language_typed()
        return storable(shlex.join(words))


def store_path(store: Path | None) -> Path | None:
    """The store to use: flag, setting, the user's data folder; ``None`` without a home folder."""
    run = session.current()
    return store or run.settings.store or run.folders.store


def existing_store(store: Path | None, command: str | None = None) -> Path:
    """The store to read; ``UsageError`` says what to do when it is not there: ``command`` could read files instead."""
    path = store_path(store)
    if path is not None and is_there(path):
        require_store(path)
        let_expire(path)
        return path
    where = str(path) if path else None
    if command is not None:
        raise UsageError("nothing_to_read", where=where, command=command)
    raise UsageError("no_store", where=where, store=None if store is None else str(store))


def store_to_fill(store: Path | None) -> Path:
    """The store to load into, there already or not; ``UsageError`` without a home folder to put it in."""
    path = store_path(store)
    if path is None:
        raise UsageError("no_home")
    if is_there(path):
        require_store(path)
        let_expire(path)
    return path


def is_there(path: Path) -> bool:
    """Whether something is at ``path``; ``StoreError`` when its folder may not be looked into."""
    try:
        return path.exists()
    except PermissionError:
        raise StoreError("store_unreadable", where=str(path)) from None


def patience(wait: float | None) -> float:
    """Seconds to wait for a busy store."""
    return session.current().settings.wait if wait is None else wait


def memory_size(text: str | None) -> str | None:
    """The ceiling that was typed, such as ``512MB``, else the one that is set; ``UsageError`` for anything else."""
    from crmkit.ingest.wishes import read_memory

    return read_memory(text or session.current().settings.memory)
