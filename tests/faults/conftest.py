"""The program on files and stores that are broken in one way each."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.program import Run, environment, run_apart, run_here, start_apart

from crmkit.store.store import open_store

HEADER = "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,订单付款时间,宝贝标题"


def order(number: int, title: str = "袜子") -> str:
    day = f"2024-{1 + number % 12:02d}-{1 + number % 28:02d} 10:00:00"
    return (
        f"{214073006270000007 + 1003 * number},买家{number % 40},{number}.50,{number}.50,交易成功,{day},{day},{title}"
    )


def orders(*numbers: int, header: str = HEADER) -> str:
    return "\n".join([header, *map(order, numbers)]) + "\n"


@dataclass(frozen=True)
class Told:
    """How one run ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Shop:
    """A folder with an empty home, where ``crmkit`` runs as in a shell; its store is ``shop.duckdb``."""

    folder: Path

    @property
    def store(self) -> Path:
        return self.folder / "data" / "shop.duckdb"

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def environment(self) -> dict[str, str]:
        return environment(HOME=str(self.folder / "home"), CRMKIT_STORE=str(self.store))

    def start(self, *arguments: str | Path, before: tuple[str, ...] = ()) -> subprocess.Popen[bytes]:
        return start_apart(arguments, self.folder, self.environment(), before)

    def run(self, *arguments: str | Path) -> Told:
        return told(run_here(arguments, self.folder, self.environment()))

    def run_apart(
        self, *arguments: str | Path, before: tuple[str, ...] = (), env: Mapping[str, str] | None = None
    ) -> Told:
        """The same in a process of its own, behind the words ``before``."""
        return told(run_apart(arguments, self.folder, {**self.environment(), **(env or {})}, before))

    def refused(self, code: int, *arguments: str | Path, apart: bool = False) -> str:
        """The one line on stderr of a run that must end with ``code`` and change nothing in the store's folder."""
        before = self.content()
        told = (self.run_apart if apart else self.run)(*arguments)
        assert told.code == code, told
        assert told.err.startswith("crmkit: ")
        assert told.err.count("\n") == 1, told.err
        assert self.content() == before
        assert not self.leftovers()
        return told.err

    def content(self) -> list[tuple[object, ...]] | None:
        """Every order of the store after opening it anew; ``None`` when there is no store."""
        if not self.store.exists():
            return None
        with open_store(self.store) as shop:
            return list(shop.query(Path(__file__).with_name("orders.sql")).records)

    def files(self) -> list[tuple[object, ...]]:
        with open_store(self.store) as shop:
            return list(shop.query(Path(__file__).with_name("files.sql")).records)

    def leftovers(self) -> list[str]:
        """What lies in the store's folder beside the store, its key and its quarantine."""
        if not self.store.parent.exists():
            return []
        mine = {self.store.name, f"{self.store.name}.key", f"{self.store.name}.quarantine"}
        return sorted(path.name for path in self.store.parent.iterdir() if path.name not in mine)


def told(run: Run) -> Told:
    """A run that told its error and did not show where it stumbled."""
    assert "Traceback" not in run.err
    return Told(run.code, run.text, run.err)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    (tmp_path / "home").mkdir()
    return Shop(tmp_path)


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The shop that ``kept_shop`` is a copy of."""
    first = Shop(tmp_path_factory.mktemp("kept"))
    (first.folder / "home").mkdir()
    told = first.run("load", first.file("first.csv", orders(*range(1, 31))))
    assert told.code == 0, told
    return first


@pytest.fixture
def kept_shop(loaded_once: Shop, tmp_path: Path) -> Shop:
    """A shop that holds orders 1 to 30 already."""
    shutil.copytree(loaded_once.folder, tmp_path, dirs_exist_ok=True)
    return Shop(tmp_path)
