"""Two shops in one store, asked for by name on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import HEADER, Program

from crmkit import load

ROW = "{number},{buyer},{money},{money},交易成功,{day} 12:00:00,{day} 12:00:00,袜子,0,0.00"


def export(path: Path, *buyers: str) -> Path:
    """Orders of these buyers, a day apart; the numbers are the same in every export."""
    lines = [
        ROW.format(number=3 * 10**16 + number, buyer=buyer, money="20.50", day=f"2024-03-{number:02d}")
        for number, buyer in enumerate(buyers, 1)
    ]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store of a shop north and a shop south, and its key."""
    files, folder = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("two")
    for name, buyers in (("north", ("ann", "ann", "bob")), ("south", ("bob", "cat"))):
        load(folder / "shop.duckdb", export(files / f"{name}.csv", *buyers), shop=name)
    return folder


@pytest.fixture
def two(crmkit: Program, loaded: Path, tmp_path: Path) -> Program:
    """``crmkit`` with that store in its usual place."""
    shutil.copytree(loaded, tmp_path / "home" / ".local" / "share" / "crmkit")
    return crmkit


def facts(program: Program, *arguments: str) -> dict[str, object]:
    run = program("tiers", "--format", "json", *arguments)
    assert run.code == 0, run.err
    return dict(json.loads(run.text)["facts"])


@pytest.mark.parametrize(
    ("asked", "customers", "purchases"),
    [
        ((), 3, 5),
        (("--shop", "north"), 2, 3),
        (("--shop", "south", "--platform", "Taobao"), 2, 2),
        (("--shop", "north,south"), 3, 5),
        (("--shop", "north", "--shop", "south"), 3, 5),
    ],
)
def test_one_shop_or_several(two, asked, customers, purchases):
    found = facts(two, *asked)
    assert (found["customers"], found["purchases"]) == (customers, purchases)


def test_of_how_many_shops_it_is(two):
    assert "2 shops: north, south" in two("tiers").text
    assert "共 2 家店铺：north、south" in two("tiers", "--lang", "zh").text
    assert "shops" not in two("tiers", "--shop", "north").text


@pytest.mark.parametrize("called", ["taobao", "淘宝", "Taobao/Tmall"])
def test_a_shop_without_a_name_is_called_by_its_platform(two, tmp_path, called):
    assert two("load", export(tmp_path / "third.csv", "dan", "eve", "fay"), "-q").code == 0
    assert "Taobao/Tmall, north, south" in two("tiers").text
    assert facts(two, "--shop", called)["customers"] == 3
    assert "taobao" in two("tiers", "--shop", "nowhere").err


def test_no_such_shop(two):
    run = two("tiers", "--shop", "nort")
    assert (run.code, run.out) == (2, b"")
    assert run.err.startswith(
        "crmkit: error: --shop: no orders of shop 'nort' (did you mean north, south?); use one of these names"
    )
    run = two("tiers", "--platform", "jd", "--lang", "zh")
    assert run.code == 2
    assert "没有平台“jd”的订单，现有平台：taobao" in run.err


@pytest.mark.parametrize("command", [("files",), ("rejects",), ("snapshot", "now")])
def test_commands_of_the_store_take_it_too(two, command):
    assert two(*command, "--shop", "south").code == 0
    assert two(*command, "--shop", "east").code == 2


def test_files_of_one_shop(two):
    out = two("files", "--format", "csv", "--shop", "south").text
    assert "south.csv" in out
    assert "north.csv" not in out


def test_the_setting_names_and_does_not_choose(two, home_env, tmp_path):
    env = {**home_env, "CRMKIT_SHOP": "east"}
    assert two("tiers", env=env).code == 0
    assert two("tiers", export(tmp_path / "north.csv", "ann", "bob"), env=env).code == 0
    assert two("tiers", tmp_path / "north.csv", "--shop", "west", env=env).code == 0


def test_a_shop_that_files_do_not_name_is_never_taken_for_another(two, tmp_path):
    """Of two shops in files, one of them without a name, a slip of the pen is refused and the name means one."""
    log = tmp_path / "log.csv"
    log.write_text("id,who,at,sum,shop\n1,ann,2024-01-05,10.00,east\n2,bob,2024-01-06,20.00,\n", encoding="utf-8")
    asked = (str(log), "--map", "order_id=id,buyer=who,paid_at=at,amount=sum,shop=shop")
    assert facts(two, *asked)["customers"] == 2
    assert facts(two, *asked, "--shop", "east")["customers"] == 1
    assert "east" in two("tiers", *asked, "--shop", "eas").err
