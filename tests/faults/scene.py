"""A shop in a folder of its own for one case: what it holds, what a run says of it, and what may lie where."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.faults import warm
from tests.faults.inject import Point, under_strace
from tests.faults.shared import folder_of_run
from tests.ingest.load_case import KEYS
from tests.program import Run, environment

import crmkit

HERE = Path(__file__).parent
HEADER = (
    "订单编号,买家会员名,买家支付宝账号,总金额,买家实际支付金额,退款金额,订单状态,买家留言,收货人姓名,收货地址,"
    "联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝总数量"
)
PLANTED = ("planted.example", "留言密", "秘名", "桂花弄", "1395550")
"""In each account, memo, name, street and phone of the exports: what is used to identify and never kept."""
NICK = "昵称乙"
BUYERS = 40
COMPANION = re.compile(r"shop\.duckdb(\.(key|quarantine|wal|runs\.jsonl|run\.lock|forgotten-\d+\.json))?")
"""What may lie beside a store: the store, its key, rejected lines, its log, runs of recipes, proofs of forgetting."""
UNCHANGED = re.compile("nothing (was|has been) changed|as it was|stays as it|unchanged")
CHANGED = re.compile(
    r"\b(is|are|was|were|has been|have been) (all |now |already )?"
    r"(loaded|saved|kept|removed|written|changed|forgotten|deleted|restored|replaced|in the (database|store))"
)


UNKNOWN = re.compile("unknown whether")
"""Said where the disk fails in the middle of the commit itself: true of both."""


class State(NamedTuple):
    """What a store holds, read after it was opened anew."""

    orders: tuple[tuple[object, ...], ...]
    files: tuple[tuple[object, ...], ...]
    snapshots: tuple[tuple[object, ...], ...]
    """Those of customers that were kept: audiences, too."""


OPENED: dict[bytes, State | None] = {}
"""By the digest of a store's file: what it held when this process opened it."""


def row(number: int, *, refund: str = "0.00", status: str = "交易成功", title: str = "袜子") -> str:
    """An order as an export has it, its buyer's data planted."""
    day = f"2024-{1 + number % 12:02d}-{1 + number % 28:02d} 10:00:00"
    buyer = number % BUYERS
    amount = f"{50 + number}.50"
    cells = (
        f"{214073006270000007 + 1003 * number}", f"{NICK}{buyer}", f"zfb{buyer}@planted.example", amount, amount,
        refund, status, f"留言密{number}", f"秘名{buyer}", f"桂花弄{buyer}号", f"1395550{buyer:04d}",
        day, day, title, "1",
    )  # fmt: skip
    return ",".join(cells)


def export(*rows: str) -> str:
    return "\n".join([HEADER, *rows]) + "\n"


def orders(first: int, last: int) -> list[str]:
    return [row(number) for number in range(first, last)]


MORE = [*orders(190, 260), row(5, refund="3.00"), "秘名1,桂花弄1号,不是一行"]
"""Orders of the shop and new ones, a refund, and one line for the quarantine."""


@dataclass(frozen=True, eq=False)
class Scene:
    """A folder with an empty home, where ``crmkit`` runs; its store is ``data/shop.duckdb``, its exports ``in/``."""

    folder: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def store(self) -> Path:
        return self.folder / "data" / "shop.duckdb"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / "in" / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def environment(self) -> dict[str, str]:
        home, temporary = str(self.folder / "home"), str(self.folder / "tmp")
        given = {"HOME": home, "TMPDIR": temporary, "CRMKIT_STORE": str(self.store)}
        return environment(**given) | {"PYTHONPATH": str(Path(crmkit.__file__).parents[1]), **self.more}

    def start(
        self,
        *arguments: str | Path,
        stopped: bool = False,
        umask: int = 0o022,
        before: Callable[[], None] | None = None,
    ) -> warm.Started:
        return warm.start(arguments, self.folder, self.environment(), stopped=stopped, umask=umask, before=before)

    def run(self, *arguments: str | Path) -> Run:
        return self.start(*arguments).end()

    def run_at(self, point: Point, arguments: Sequence[str | Path]) -> Run:
        return under_strace(self.start(*arguments, stopped=True), point.options)[0]

    def state(self) -> State | None:
        """What the store holds; one of the very bytes of another, with no log beside it, is not opened once more."""
        if not self.store.exists():
            return None
        if any(self.store.parent.glob(f"{self.store.name}.wal*")):
            return warm.call(state_of, self.store)
        digest = hashlib.sha256(self.store.read_bytes()).digest()
        if digest not in OPENED:
            OPENED[digest] = warm.call(state_of, self.store)
        return OPENED[digest]

    def leftovers(self) -> list[str]:
        """What lies beside the store and its companions, or where temporary files go."""
        beside = [path for path in _inside(self.store.parent) if not COMPANION.fullmatch(path.name)]
        temporary = [path for path in _inside(self.folder / "tmp") if not _is_trial(path)]
        return sorted(path.name for path in [*beside, *temporary])

    def keeps_rejects(self) -> bool:
        """Whether the bytes of the line that ``more.csv`` has for the quarantine lie beside the store."""
        return any("不是一行".encode() in path.read_bytes() for path in self.store.parent.rglob("*") if path.is_file())

    def planted(self, *, words: Sequence[str] = PLANTED) -> list[str]:
        """Files below the folder, exports and quarantine left out, in whose bytes planted data is found."""
        needles = {word.encode(code) for word in words for code in ("utf-8", "gb18030", "utf-16-le")}
        found = []
        for path in sorted(self.folder.rglob("*")):
            place = path.relative_to(self.folder).parts
            if not path.is_file() or place[0] == "in" or f"{self.store.name}.quarantine" in place:
                continue
            content = path.read_bytes()
            found += ["/".join(place) for needle in needles if needle in content]
        return sorted(set(found))

    def require_clean(self) -> None:
        """Nothing of a run that was stopped lies about, and nothing planted outside exports and quarantine."""
        assert (left := self.leftovers()) == [], f"left behind: {left}"
        assert (found := self.planted()) == [], f"personal data in {found}"


def _is_trial(path: Path) -> bool:
    """Whether Python itself tried with it whether one can write there, and was killed before it removed it."""
    return bool(re.fullmatch(r"[a-z0-9_]{8}", path.name)) and path.is_file() and path.read_bytes() in (b"", b"blat")


def _inside(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def state_of(store: Path) -> State:
    """Runs in a process of its own."""
    from crmkit.store.store import open_store

    with open_store(store) as shop:
        rows = [tuple(shop.query(HERE / name).records) for name in ("orders.sql", "files.sql")]
        asked = shop._connection.execute
        there = "select table_name from duckdb_tables() where schema_name = 'kept'"
        tables = {name for (name,) in asked(there).fetchall()}
        names: list[tuple[object, ...]] = []
        if "snapshots" in tables:
            names += asked("select name, customers from kept.snapshots order by name").fetchall()
        if "audiences" in tables:
            names += asked("select name, matched, listed from kept.audiences order by name").fetchall()
    return State(rows[0], rows[1], tuple(names))


def empty(folder: Path) -> Scene:
    for name in ("home", "tmp", "in", "out"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    scene = Scene(folder)
    scene.file("first.csv", export(*orders(1, 200)))
    scene.file("more.csv", export(*MORE))
    return scene


@cache
def scratch() -> Path:
    """A folder of this process for what its cases share."""
    return Path(tempfile.mkdtemp(prefix="worker-", dir=folder_of_run()))


@cache
def loaded() -> Scene:
    """A shop of 199 orders and a snapshot, which cases copy; with the same key whichever worker makes it."""
    scene = empty(scratch() / "loaded")
    scene.store.parent.mkdir(0o700)
    key = scene.store.with_name(f"{scene.store.name}.key")
    key.touch(0o600)
    key.write_text(KEYS, encoding="ascii")
    for arguments in (("load", "in/first.csv"), ("snapshot", "old")):
        run = scene.run(*arguments)
        assert run.code == 0, run
    return scene


def copy(first: Scene, folder: Path) -> Scene:
    shutil.copytree(first.folder, folder, dirs_exist_ok=True)
    return Scene(folder, first.more)


def require_told(run: Run, before: object, after: object, found: object) -> None:
    """The run left one of two states, said so, and with the right code; a run that was killed need not say anything."""
    assert found in (before, after), "a half state"
    is_changed = before != after and found == after
    if run.code < 0:
        assert not run.out.strip() or is_changed or before == after, f"told before it was so: {run}"
        return
    assert run.code in (0, 6), f"exit code: {run}"
    assert "Traceback" not in run.err, run
    if run.code == 0:
        assert found == after, f"told as done, but it is not: {run}"
        return
    lines = run.err.strip().splitlines()
    assert len(lines) <= 1 and all(line.startswith("crmkit: ") for line in lines), f"not one line: {run}"
    for line in lines:
        if UNKNOWN.search(line):
            continue
        if is_changed:
            assert not UNCHANGED.search(line), f"it says that nothing changed, but it did: {run}"
            assert CHANGED.search(line), f"it does not say that the change is in: {run}"
        elif before != after:
            is_said = CHANGED.search(line) and not UNCHANGED.search(line)
            assert not is_said, f"it says that something changed, but it did not: {run}"
