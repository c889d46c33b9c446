"""Several shops in one store: each apart is what its own store would be, and all of them add up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from tests.depth import is_deep
from tests.ingest.load_case import csv_text, fresh, keep, order_id, records, row, write

import crmkit
from crmkit.analyses.files.files import files
from crmkit.analyses.rejects.rejects import rejects
from crmkit.errors import UsageError
from crmkit.render.wording import note_text
from crmkit.result import Result
from crmkit.store.connect import connect
from crmkit.store.store import Store

ANALYSES = {
    path.name
    for path in (Path(crmkit.__file__).parent / "analyses").iterdir()
    if (path / "__init__.py").is_file() and path.name not in ("diff", "files", "rejects", "snapshots")
}
"""Every question about customers: a folder each."""
SHOPS = {"first": ("甲店", "taobao"), "second": ("乙店", "taobao"), "elsewhere": ("甲店", "jd")}
"""Two shops on one platform, and one of the same name on another: order numbers, buyers and goods are the same."""
ITEMS = ("主订单编号", "子订单编号", "标题", "价格", "购买数量", "订单状态")
REFUNDS = ("订单编号", "退款编号", "退款状态", "买家退款金额", "退款的申请时间", "退款完结时间")
JD = ("订单号", "订单状态", "下单帐号", "下单时间", "付款确认时间", "商品名称", "订购数量", "京东价", "应付金额")
MEMBERS = ("会员名", "性别", "会员等级")


def exports(folder: Path, name: str) -> list[Path]:
    """What is exported from the shop ``name``: order numbers are those of every shop, days and money its own."""
    random = Random(name)
    rows, lines, cases = [], [], []
    for number in range(1, 201):
        at = datetime.fromisoformat("2024-01-01 10:00:00") + timedelta(hours=random.randrange(4000))
        money = f"{random.randrange(10, 400)}.50"
        buyer = f"买家{random.randrange(1, 40 if name == 'first' else 60)}"
        days = {"订单创建时间": str(at), "订单付款时间": str(at)}
        rows.append(row(number, 买家会员名=buyer, 总金额=money, 买家实际支付金额=money, **days))
        lines.append((order_id(number), order_id(1000 + number), f"袜子{number % 7}", money, "1", "交易成功"))
        if number % 9 == 0:
            back = str(at + timedelta(days=3))
            cases.append((order_id(number), str(number), "退款成功", "5.00", back, back))
    rows[-1] |= {"买家实际支付金额": "十块"}
    if name == "elsewhere":
        return [write(folder / f"{name}.csv", csv_text([of_jd(each) for each in rows[:-1]], JD))]
    texts = {
        "orders": csv_text(rows),
        "items": csv_text([dict(zip(ITEMS, line, strict=True)) for line in lines], ITEMS),
        "refunds": csv_text([dict(zip(REFUNDS, case, strict=True)) for case in cases], REFUNDS),
    }
    if name == "second":
        people = [(f"买家{number}", "女", f"V{number % 3}") for number in range(50, 70)]
        texts["members"] = csv_text([dict(zip(MEMBERS, person, strict=True)) for person in people], MEMBERS)
    return [write(folder / f"{name}_{kind}.csv", text) for kind, text in texts.items()]


def of_jd(order: Mapping[str, str]) -> dict[str, str]:
    """The same order as JD exports it."""
    at, money = order["订单付款时间 "], order["买家实际支付金额"]
    cells = (order["订单编号"], "完成", order["买家会员名"], at, at, order["宝贝标题 "], "1", money, money)
    return dict(zip(JD, cells, strict=True))


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A store of each shop, and one of all of them (``together``), of which churn was asked before."""
    folder = tmp_path_factory.mktemp("shops")
    kept = {name: fresh(folder / name) for name in (*SHOPS, "together")}
    for name, (shop, _) in SHOPS.items():
        written = exports(folder, name)
        for store in (name, "together"):
            keep(kept[store], *written, shop=shop)
    with crmkit.open(kept["together"]) as whole:
        crmkit.churn(whole, months=1)
    return kept


QUESTIONS: Mapping[str, Callable[[Store], Result]] = {
    **{name: getattr(crmkit, name) for name in sorted(ANALYSES) if name not in ("customer", "inspect", "churn")},
    "churn": lambda shop: crmkit.churn(shop, months=1),
    "customer": lambda shop: crmkit.customer(shop, "买家7", months=1),
    "inspect": lambda shop: crmkit.inspect(shop, where="purchase_days >= 4"),
    "files": files,
    "rejects": rejects,
}
FURTHER: Mapping[str, Callable[[Store], Result]] = {
    "churn --detail": lambda shop: crmkit.churn(shop, months=1, detail=True),
    "profile --detail": lambda shop: crmkit.profile(shop, detail=True),
    "tiers --detail": lambda shop: crmkit.tiers(shop, detail=True),
    "segment --detail": lambda shop: crmkit.segment(shop, detail=True),
    "repurchase --by product": lambda shop: crmkit.repurchase(shop, by="product"),
    "cohort --by product": lambda shop: crmkit.cohort(shop, by="product"),
    "cohort --where": lambda shop: crmkit.cohort(shop, where="net >= 500"),
    "segment --where": lambda shop: crmkit.segment(shop, where="stage in (due, overdue) or not is_repeat"),
    "trend --forecast": lambda shop: crmkit.trend(shop, by="week", forecast=2),
}
"""The same questions asked more closely; a quick run asks them of the shop of which most is known."""
OF_LOADS = {"file_number", "loaded_at", "unchanged_lines", "older_lines", "loaded_lines"}
"""What depends on what else was loaded."""


def content(result: Result) -> dict[str, object]:
    """All that an answer says but its notes (and what reading found, which they are about) and its arguments."""
    rows = [{name: cell for name, cell in each.items() if name not in OF_LOADS} for each in records(result)]
    parts = {name: content(part) for name, part in result.parts.items() if name != "reading"}
    return {"rows": rows, "parts": parts, "as_of": result.as_of, "facts": dict(result.facts)}


@pytest.mark.parametrize("name", SHOPS)
def test_each_apart_is_what_its_own_store_would_be(stores, name):
    shop, platform = SHOPS[name]
    with (
        crmkit.open(stores[name]) as alone,
        crmkit.open(stores["together"], shop=shop, platform=platform) as apart,
    ):
        asked = {**QUESTIONS, **(FURTHER if name == "second" or is_deep() else {})}
        answers = {question: (content(ask(apart)), content(ask(alone))) for question, ask in asked.items()}
    assert {question: pair for question, pair in answers.items() if pair[0] != pair[1]} == {}


@pytest.mark.parametrize("name", SHOPS)
def test_a_snapshot_of_one_shop_is_compared_with_that_shop(stores, name):
    shop, platform = SHOPS[name]
    taken = crmkit.snapshot(stores[name], "march", as_of="2024-03-31", months=1)
    apart = crmkit.snapshot(stores["together"], name, as_of="2024-03-31", months=1, shop=shop, platform=platform)
    assert content(apart)["rows"] == content(taken)["rows"]
    with crmkit.open(stores[name]) as alone, crmkit.open(stores["together"]) as together:
        before = crmkit.trend(together).facts["net_sales"]
        assert content(crmkit.diff(together, name, by="stage")) == content(crmkit.diff(alone, "march", by="stage"))
        assert crmkit.trend(together).facts["net_sales"] == before
        assert {each["snapshot"]: each["shop"] for each in records(crmkit.snapshots(together))}[name] == shop


def test_snapshots_of_different_shops_are_not_compared(stores):
    for name, (shop, platform) in (("one", SHOPS["first"]), ("other", SHOPS["second"])):
        crmkit.snapshot(stores["together"], name, months=1, shop=shop, platform=platform)
    with crmkit.open(stores["together"]) as together, pytest.raises(UsageError) as raised:
        crmkit.diff(together, "one", "other")
    assert raised.value.code == "diff_shops"
    with crmkit.open(stores["together"], shop="乙店") as second, pytest.raises(UsageError) as raised:
        crmkit.diff(second, "one")
    assert raised.value.code == "snapshot_of_other_shops"


def test_all_of_them_add_up(stores):
    """Orders, money, and what every buyer spent; who bought in several shops is one person."""
    apart = [totals(stores["together"], shop=shop, platform=platform) for shop, platform in SHOPS.values()]
    orders, money, spent = totals(stores["together"])
    assert orders == sum(orders for orders, _, _ in apart)
    assert money == sum(money for _, money, _ in apart)
    people = {buyer for _, _, own in apart for buyer in own}
    assert spent == {buyer: sum(own.get(buyer, 0) for _, _, own in apart) for buyer in people}
    assert len(spent) < sum(len(own) for _, _, own in apart)


def totals(store: Path, **asked: str) -> tuple[int, Decimal, dict[str, Decimal]]:
    with crmkit.open(store, **asked) as opened:
        trend, tiers = crmkit.trend(opened), crmkit.tiers(opened, detail=True)
    return (
        trend.facts["orders"],
        trend.facts["net_sales"],
        {each["customer"]: each["net_spend"] for each in records(tiers)},
    )


@pytest.fixture
def together(stores) -> Iterator[Store]:
    with crmkit.open(stores["together"]) as opened:
        yield opened


def test_an_answer_about_all_says_of_how_many_shops(together):
    result = crmkit.segment(together)
    (note,) = [note for note in result.notes if note.code == "of_shops"]
    assert result.facts["shops"] == note.values["shops"] == 3
    assert "3 家店铺：甲店（京东）、乙店（淘宝/天猫）、甲店（淘宝/天猫）" in note_text(note, "zh")


def test_a_name_on_two_platforms_means_both(stores):
    with crmkit.open(stores["together"], shop="甲店") as opened:
        result = crmkit.tiers(opened)
    assert (result.facts["shops"], result.params["shop"]) == (2, "甲店")


@pytest.mark.parametrize("said", ["甲店,乙店", "甲店，乙店", ["甲店", "乙店"], ["甲店, 乙店"]])
def test_several_shops(stores, said):
    with crmkit.open(stores["together"], shop=said, platform="淘宝") as opened:
        assert crmkit.tiers(opened).facts["shops"] == 2


@pytest.mark.parametrize("said", ["京东", "JD", "jd"])
def test_a_platform_by_its_names(stores, said):
    with crmkit.open(stores["together"], platform=said) as opened:
        result = crmkit.tiers(opened)
    assert "shops" not in result.facts
    assert result.params["platform"] == said


@pytest.mark.parametrize(
    ("said", "code", "known"),
    [
        ({"shop": "丙店"}, "shop_absent", "甲店, 乙店"),
        ({"platform": "douyin"}, "platform_absent", "jd, taobao"),
        ({"shop": "乙店", "platform": "jd"}, "shop_absent", "甲店"),
    ],
)
def test_a_name_that_is_none_is_answered_with_those_that_are(stores, said, code, known):
    with crmkit.open(stores["together"], **said) as opened, pytest.raises(UsageError) as raised:
        crmkit.trend(opened)
    assert raised.value.code == code
    assert sorted(str(raised.value.values["known"]).split(", ")) == sorted(known.split(", "))


def test_what_is_learnt_of_one_shop_is_not_kept_as_that_of_all(stores):
    def lessons() -> list[tuple[object, ...]]:
        with connect(str(stores["together"]), read_only=True) as connection:
            return connection.execute("select * from kept.models order by all").fetchall()

    before = lessons()
    with crmkit.open(stores["together"], shop="乙店") as opened:
        crmkit.churn(opened, months=1)
    assert before
    assert lessons() == before


def test_where_a_customer_buys(tmp_path):
    """The shop and the platform of most purchases, of equals the first by name."""
    log = "id,who,day,paid,where\n"
    log += "1,ann,2024-01-01,5,南店\n2,ann,2024-01-02,5,北店\n3,ann,2024-01-03,5,北店\n"
    log += "4,bob,2024-01-01,5,南店\n5,bob,2024-01-02,5,北店\n6,cat,2024-01-04,5,\n"
    mapping = {"order_id": "id", "buyer": "who", "paid_at": "day", "amount": "paid", "shop": "where"}
    with crmkit.open([write(tmp_path / "log.csv", log)], map=mapping) as opened:
        people = {each["customer"]: each for each in records(crmkit.profile(opened, detail=True))}
        assert {name: each["shop"] for name, each in people.items()} == {"ann": "北店", "bob": "北店", "cat": None}
        assert {each["platform"] for each in people.values()} == {"mapped"}
        assert crmkit.tiers(opened, where="店铺=北店").facts["customers"] == 2
        assert crmkit.customer(opened, "ann", forecast=False).facts["shop"] == "北店"


def test_a_platform_in_a_condition_by_any_of_its_names(together):
    sizes = {crmkit.tiers(together, where=f"platform={name}").facts["customers"] for name in ("jd", "京东")}
    assert len(sizes) == 1


def test_files_name_their_platform_and_their_shops(together):
    found = {Path(each["file"]).stem: (each["platform"], each["shop"]) for each in records(files(together))}
    assert found["first_orders"] == found["first_items"] == ("taobao", "甲店")
    assert found["elsewhere"] == ("jd", "甲店")
    assert found["second_members"] == ("taobao", "乙店")


def test_a_customer_table_is_of_its_own_platform(tmp_path):
    store = tmp_path / "shop.duckdb"
    orders = [of_jd(row(1)), of_jd(row(2))]
    keep(store, write(tmp_path / "jd.csv", csv_text(orders, JD)))
    keep(store, write(tmp_path / "members.csv", "会员名,性别,会员等级\n甲,女,V1\n"))
    with crmkit.open(store) as opened:
        found = {Path(each["file"]).stem: each["platform"] for each in records(files(opened))}
    assert found == {"jd": "jd", "members": "taobao"}
    with crmkit.open(store, platform="jd") as opened:
        assert [Path(each["file"]).stem for each in records(files(opened))] == ["jd"]


def test_item_lines_of_no_shop_with_orders_are_of_their_platform(tmp_path):
    store = tmp_path / "shop.duckdb"
    keep(store, write(tmp_path / "orders.csv", csv_text([row(1)])), shop="甲店")
    item = dict(zip(ITEMS, (order_id(1), order_id(9), "袜子", "5", "1", "交易成功"), strict=True))
    keep(store, write(tmp_path / "items.csv", csv_text([item], ITEMS)))
    keep(store, write(tmp_path / "jd.csv", csv_text([of_jd(row(2))], JD)))
    for platform, found in (("taobao", ["orders", "items"]), ("jd", ["jd"])):
        with crmkit.open(store, platform=platform) as opened:
            assert [Path(each["file"]).stem for each in records(files(opened))] == found


COLUMN = "id,who,day,paid,where\n1,ann,2024-01-01,5,A\n2,bob,2024-01-02,6,B\n3,cat,2024-01-03,7,\n"
PLAIN = "id,who,day,paid\n1,dan,2024-02-01,8\n"
LOG = {"order_id": "id", "buyer": "who", "paid_at": "day", "amount": "paid"}


@pytest.mark.parametrize(
    ("said", "shop", "buyers"),
    [
        ("", "", {"ann", "bob", "cat"}),
        ("A", "A", {"ann"}),  # a row that names no shop is of none that is asked for
        (["A", "B"], "A, B", {"ann", "bob"}),
    ],
)
def test_a_shop_that_is_asked_of_files_leaves_out_the_others(tmp_path, said, shop, buyers):
    with crmkit.open([write(tmp_path / "a.csv", COLUMN)], map={**LOG, "shop": "where"}, shop=said) as opened:
        result = crmkit.tiers(opened, detail=True)
    assert {each["customer"] for each in records(result)} == buyers
    assert result.params.get("shop", "") == shop


def test_files_that_name_no_shop_are_of_the_one_that_is_asked_for(tmp_path):
    with crmkit.open([write(tmp_path / "b.csv", PLAIN)], map=LOG, shop="A") as opened:
        assert [each["customer"] for each in records(crmkit.tiers(opened, detail=True))] == ["dan"]


def test_a_shop_without_a_name_beside_one_with_a_name(tmp_path):
    store = fresh(tmp_path / "s")
    keep(store, write(tmp_path / "a.csv", PLAIN), mapping=LOG)
    keep(store, write(tmp_path / "b.csv", PLAIN.replace("dan", "eve")), mapping=LOG, shop="B, C")
    for said, buyer in (([""], "dan"), ("B, C", "eve")):  # a name with a comma in it is found whole
        with crmkit.open(store, shop=said) as opened:
            assert [each["customer"] for each in records(crmkit.tiers(opened, detail=True))] == [buyer]


@pytest.mark.parametrize(("named", "members"), [("", {"ann"}), ("A", {"ann", "eve"}), ("B", set())])
def test_a_customer_table_is_of_its_shop_or_of_whoever_bought_there(tmp_path, named, members):
    store = fresh(tmp_path / "s")
    keep(store, write(tmp_path / "a.csv", COLUMN), mapping={**LOG, "shop": "where"})
    keep(store, write(tmp_path / "m.csv", "会员名,性别\nann,女\neve,女\n"), shop=named)
    with crmkit.open(store, shop="A") as opened:
        people = records(crmkit.profile(opened, detail=True))
    assert {each["customer"] for each in people if each["gender"] == "女"} == members
    assert "bob" not in {each["customer"] for each in people}
