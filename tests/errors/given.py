"""What files of the gallery call for and no text can say: folders, stores, archives, and machines that fail."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import duckdb
import pytest
import typer
from tests import program
from tests.campaigns.drawn import AS_OF, Bought, List, Till
from tests.faults import containers, workbooks
from xlsxwriter import Workbook

from crmkit import allowance, load
from crmkit.cli import app, emit, main, shortage, streams
from crmkit.cli.commands import forget
from crmkit.cli.complaint import complaint
from crmkit.config import Folders
from crmkit.deliver import browser
from crmkit.ingest import costs
from crmkit.ingest.account.entry import Entry
from crmkit.ingest.files import packed
from crmkit.ingest.rows import sheet_child
from crmkit.ingest.text import decode, encoding
from crmkit.ingest.text.encoding import Encoding
from crmkit.render.workbook import book
from crmkit.store import migrate
from crmkit.store.changing import commit
from crmkit.store.workspace import Workspace


@dataclass(frozen=True)
class Place:
    """The owner's home and folder, what is loaded once for all, and what may be changed until the case is over."""

    home: Path
    shop: Path
    loaded: Path
    now: pytest.MonkeyPatch


def folder(place: Place, name: str) -> None:
    """A folder with nothing in it."""
    (place.shop / name).mkdir()


def somebody_to_ask(place: Place) -> None:
    """A terminal, where the answer to every question is no."""
    place.now.setattr(forget, "_can_ask", lambda names: True)


def link(place: Place, name: str, target: str) -> None:
    """A link ``name`` to ``target``."""
    (place.shop / name).symlink_to(target)


STORE = ".local/share/crmkit/shop.duckdb"
"""Where a store lies in the home of its owner."""
EAST, WEST = Path("east.csv"), Path("west.csv")
ORDERS = """\
订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间
240105001,小王,10.00,交易成功,2024-01-05 10:00:00
240205002,小李,20.00,交易成功,2024-02-05 10:00:00
240305003,小王,30.00,交易成功,2024-03-05 10:00:00
"""


def store(place: Place) -> None:
    """A store in its usual place, with three orders of 东店 and three of 西店; it is loaded once for all files."""
    if not place.loaded.exists():
        place.loaded.mkdir()
        with contextlib.chdir(place.loaded):
            for shop, file, orders in (("东店", EAST, ORDERS), ("西店", WEST, ORDERS.replace("\n24", "\n25"))):
                file.write_text(orders, encoding="utf-8")
                load(Path("shop.duckdb"), file, shop=shop)
    kept = place.home / STORE
    kept.parent.mkdir(parents=True)
    for name in ("shop.duckdb", "shop.duckdb.key"):
        shutil.copy2(place.loaded / name, kept.parent)


def forbidden(place: Place, name: str) -> None:
    """A file that may not be read, not even by an administrator who runs the tests."""
    real = Path.open

    def opened(path: Path, *arguments: object, **more: object) -> object:
        if path.name == name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return real(path, *arguments, **more)  # type: ignore[arg-type]

    place.now.setattr(Path, "open", opened)


def forbidden_folder(place: Place, name: str) -> None:
    """A folder that may not be written to."""
    real = os.access
    place.now.setattr(os, "access", lambda path, mode: Path(path).name != name and real(path, mode))


def failing_disk(place: Place, code: str) -> None:
    """A disk that takes no more bytes, or none at all."""
    number = getattr(errno, code)

    def refuse(descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    place.now.setattr(os, "fsync", refuse)


def full_temporary_folder(place: Place) -> None:
    """No room where the parts of a workbook go."""

    def refuse(book: Workbook) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    place.now.setattr(tempfile, "tempdir", "/tmp")  # noqa: S108  a name to print
    place.now.setattr(Workbook, "_store_workbook", refuse)


def no_temporary_folder(place: Place) -> None:
    """No folder takes temporary files."""

    def refuse() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    place.now.setattr(tempfile, "gettempdir", refuse)


def terminal(place: Place) -> None:
    """Somebody sits before the screen."""

    class Screen(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    place.now.setattr(program, "io", SimpleNamespace(TextIOWrapper=Screen, BytesIO=io.BytesIO))


def closed_output(place: Place) -> None:
    """Standard output was closed before the program began."""
    place.now.setattr(emit, "sys", SimpleNamespace(stdout=streams.ClosedOutput()))


def small_sheets(place: Place, rows: str, columns: str) -> None:
    """Sheets of so many rows and columns."""
    place.now.setattr(book, "MOST_ROWS", int(rows))
    place.now.setattr(book, "MOST_COLUMNS", int(columns))


def strange_parser(place: Place) -> None:
    """A parser of command lines that complains of something new."""
    new = typer.BadParameter("Options come before arguments.")
    place.now.setattr(app, "complaint", lambda wrong, arguments, commands: complaint(new, arguments, commands))


def pipe(place: Place, name: str) -> None:
    """A named pipe."""
    os.mkfifo(place.shop / name)


def growing(place: Place, name: str) -> None:
    """A file that grows while it is read."""

    def detected(path: Path, *, name: str | None = None) -> Encoding:
        with path.open("ab") as file:
            file.write(b"\n")
        return encoding.detect(path, name=name)

    place.now.setattr(decode, "detect", detected)


def no_zstd(place: Place) -> None:
    """A machine without the library that reads zstd."""
    place.now.setattr(packed, "_library", lambda: None)


def no_browser(place: Place) -> None:
    """No browser on the computer."""
    place.now.setattr(browser, "find_browser", lambda: None)


def mute_browser(place: Place) -> None:
    """A browser that starts and prints nothing."""
    place.now.setattr(browser, "find_browser", lambda: Path("/usr/bin/chromium"))
    place.now.setattr(browser, "_run", lambda command, browser: None)


def zip(place: Place, name: str, *members: str) -> None:
    """A zip of these files, each under its own name; of one that is not there, empty."""
    with ZipFile(place.shop / name, "w") as archive:
        for member in members:
            file = place.shop / member
            archive.writestr(member, file.read_bytes() if file.is_file() else b"")


def crowded_zip(place: Place, name: str, files: str) -> None:
    """A zip of so many empty files."""
    zip(place, name, *(f"{number}.csv" for number in range(int(files))))


def no_room_to_copy(place: Place) -> None:
    """No room for temporary files."""

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    place.now.setattr(shutil, "copyfileobj", refuse)


def edited(place: Place, statement: str) -> None:
    """Somebody changed the store from outside."""
    with duckdb.connect(str(place.home / STORE)) as connection:
        connection.execute(statement)


def cut_store(place: Place) -> None:
    """Of the store only the beginning is there."""
    os.truncate(place.home / STORE, 20_000)


def lost_key(place: Place) -> None:
    """The key beside the store is gone."""
    (place.home / f"{STORE}.key").unlink()


def damaged_key(place: Place) -> None:
    """Something else stands in the key file of the store."""
    (place.home / f"{STORE}.key").write_text("garbage", encoding="ascii")


def failing_engine(place: Place, complaint: str) -> None:
    """An engine that cannot take hold of the store."""
    attach = Workspace._attach

    def refuse(workspace: Workspace, alias: str, path: Path | None, **more: bool) -> None:
        if alias == "target":
            raise duckdb.IOException(complaint)
        attach(workspace, alias, path, **more)

    place.now.setattr(Workspace, "_attach", refuse)


def failing_commit(place: Place, complaint: str, look: str = "") -> None:
    """A disk that fails when the last byte of a load has been written; asked again it may fail once more (``look``)."""
    real, complaints = commit.note_change, [complaint]

    def fail() -> None:
        real()
        if complaints:
            raise duckdb.IOException(complaints.pop())

    def refuse(path: Path) -> int:
        raise duckdb.IOException(look)

    place.now.setattr(commit, "note_change", fail)
    if look:
        place.now.setattr(commit, "changes_in", refuse)


def other_key(place: Place) -> None:
    """The key of another store lies beside the store."""
    (place.home / f"{STORE}.key").write_text(f"{'0' * 64}\n{'1' * 64}\n", encoding="ascii")


def other_run(place: Place, name: str) -> None:
    """A run of a recipe on the store ``name`` that does not end."""
    lock = (place.shop / f"{name}.run.lock").open("w", encoding="ascii")
    lock.write("4711\n")
    lock.flush()
    fcntl.flock(lock, fcntl.LOCK_EX)
    place.now.setattr(place.__class__, "__held__", lock, raising=False)  # until the case is over


def failing_migration(place: Place) -> None:
    """A store that may be read, and not be brought up to date."""

    def refuse(*_: object) -> None:
        raise duckdb.IOException("Permission denied")

    place.now.setattr(migrate, "attach", refuse)


def kept_log(place: Place) -> None:
    """An engine that cannot write its log into the store."""
    real = Path.exists
    place.now.setattr(Path, "exists", lambda path: path.suffix == ".wal" or real(path))


def lost_lines(place: Place) -> None:
    """A fault of crmkit: lines that nothing accounts for."""
    place.now.setattr(Entry, "closes", lambda entry: False)


def no_home(place: Place) -> None:
    """An account without a home folder."""
    place.now.setattr(main, "folders", lambda: Folders(None, None, None))


def short_lists(place: Place) -> None:
    """Lists of costs may have two lines."""
    place.now.setattr(costs, "MOST_LINES", 2)


def many_tags(place: Place, name: str, tags: str) -> None:
    """A file of so many tags."""
    rules = (f'[tag_{number}]\nrule = "orders>={number}"\n' for number in range(int(tags)))
    (place.shop / name).write_text("\n".join(rules), encoding="utf-8")


def no_mcp(place: Place) -> None:
    """A machine without the SDK of assistants."""
    place.now.setitem(sys.modules, "mcp", None)


def no_pandas(place: Place) -> None:
    """A machine without pandas."""
    place.now.setitem(sys.modules, "pandas", None)


def no_charts(place: Place) -> None:
    """A machine without what draws."""
    place.now.setitem(sys.modules, "vl_convert", None)


def store_in_gbk(place: Place) -> None:
    """A folder of an old archive, its name in GBK, is where the store is."""
    folder = os.fsdecode("数据".encode("gbk"))
    (place.shop / folder).mkdir()
    place.now.setattr("crmkit.cli.source.store_path", lambda store: Path(folder, "shop.duckdb"))


def cut(place: Place, name: str, size: str) -> None:
    """All but the first bytes of a file are lost."""
    with (place.shop / name).open("r+b") as stream:
        stream.truncate(int(size))


def listed(place: Place, name: str, old: str, new: str) -> None:
    """The list of digests in a backup says something else."""
    with ZipFile(place.shop / name) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    parts["manifest.json"] = parts["manifest.json"].replace(old.encode(), new.encode())
    with ZipFile(place.shop / name, "w") as archive:
        for each, content in parts.items():
            archive.writestr(each, content)


def unlike_disk(place: Place) -> None:
    """What is read back of a backup is not what was written."""
    place.now.setattr("crmkit.deliver.backup.backup.read_manifest", lambda file: None)


def readable(place: Place) -> None:
    """Everybody on the computer may read the store."""
    (place.home / STORE).chmod(0o644)


def short_names(place: Place) -> None:
    """A file system that takes no name over 40 characters."""
    is_dir = Path.is_dir

    def looked(path: Path) -> bool:
        if len(path.name) > 40:
            raise OSError(errno.ENAMETOOLONG, "File name too long", str(path))
        return is_dir(path)

    place.now.setattr(Path, "is_dir", looked)


def large_file(place: Place, name: str) -> None:
    """A file of two megabytes."""
    (place.shop / name).write_bytes(b"#" * 2_000_000)


def limited(place: Place, kind: str, megabytes: str) -> None:
    """A limit on memory: of the addresses, of the data or of the container."""
    limit = allowance.Limit(kind, int(megabytes) * 1_000_000)  # type: ignore[arg-type]
    place.now.setattr(allowance, "limits", lambda: [limit])


def ended_by_its_limit(place: Place) -> None:
    """A run that its limit ends; who watched it says so."""

    def end(*_: object) -> None:
        raise shortage.ended()

    place.now.setattr(main, "_attempt", end)


def short_of(place: Place, code: str) -> None:
    """The system gives no more files, or no more processes."""
    number = getattr(errno, code)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    place.now.setattr(tempfile, "mkdtemp", refuse)


def costly_workbook(place: Place, name: str) -> None:
    """A workbook that takes more time than others of its size."""
    (place.shop / name).write_bytes(containers.packed(workbooks.parts()))
    reader = place.home / "reader.py"
    reader.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGXCPU)\n", encoding="ascii")
    place.now.setattr(sheet_child, "__file__", str(reader))


def lists(place: Place) -> None:
    """A store in its usual place with lists: some as they should be, alone and uneven as they should not."""
    numbers = range(100)
    till = Till([Bought(number, AS_OF, 100) for number in range(200)], customers=200)
    till.lists = [
        List("spring", numbers, range(100, 200)),
        List("autumn", numbers, range(100, 200)),
        List("alone", numbers, share=0),
        List("uneven", numbers, range(100, 130)),
        List("elsewhere", numbers, range(100, 200), shops="1"),
    ]
    kept = place.home / STORE
    kept.parent.mkdir(parents=True)
    till.keep(kept)
