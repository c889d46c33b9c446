"""A tiny shop and the program: in this process, or as a shell runs it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.program import Run, environment, run_apart, run_here

from crmkit import load

HEADER = "订单编号,买家会员名,买家实际支付金额,总金额,订单状态,订单创建时间,订单付款时间,宝贝标题,店铺名称,退款金额"
Program = Callable[..., Run]


@pytest.fixture
def home_env(tmp_path: Path) -> dict[str, str]:
    """The environment that ``crmkit`` runs in, to change and pass back; its home is empty."""
    home = tmp_path / "home"
    home.mkdir()
    return environment(HOME=str(home))


@pytest.fixture
def process(tmp_path: Path, home_env: dict[str, str]) -> Program:
    """Run ``crmkit ARGUMENTS`` as a shell does, in an empty folder with an empty home: what only a process can show."""

    def run(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Run:
        return run_apart(arguments, tmp_path, home_env if env is None else env)

    return run


@pytest.fixture
def crmkit(tmp_path: Path, home_env: dict[str, str]) -> Program:
    """Run ``crmkit ARGUMENTS`` in this process, in the same folder with the same home."""

    def run(*arguments: str | Path, env: Mapping[str, str] | None = None, stdin: bytes = b"") -> Run:
        return run_here(arguments, tmp_path, home_env if env is None else env, stdin)

    return run


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """Sixty orders of twenty buyers: buyer 1 bought once, buyer 20 most often."""
    return _write_orders(tmp_path / "orders.csv")


@pytest.fixture(scope="session")
def loaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store of the ``orders``, and its key."""
    folder = tmp_path_factory.mktemp("loaded")
    load(folder / "shop.duckdb", _write_orders(folder / "orders.csv"))
    return folder


@pytest.fixture
def shop(crmkit: Program, loaded_once: Path, tmp_path: Path) -> Program:
    """``crmkit`` with a store of the ``orders`` in its usual place."""
    usual = tmp_path / "home" / ".local" / "share" / "crmkit"
    usual.mkdir(parents=True)
    for name in ("shop.duckdb", "shop.duckdb.key"):
        shutil.copy2(loaded_once / name, usual)
    return crmkit


def _write_orders(path: Path) -> Path:
    rows = []
    number = 0
    for buyer in range(1, 21):
        for visit in range(1 + buyer * 4 // 20):
            number += 1
            day = f"2024-{1 + (buyer + visit) % 6:02d}-{1 + (buyer * 7 + visit * 3) % 28:02d} 12:00:00"
            amount = f"{buyer * 10 + visit}.50"
            rows.append(
                f"30000000000000{number:04d},买家{buyer:02d}号,{amount},{amount},交易成功,{day},{day},袜子,小店,0.00"
            )
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path
