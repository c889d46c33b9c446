"""``export --star``: sums equal to those of the reports, keys that hold, files that other programs read."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import duckdb
import polars as pl
import pytest
from frictionless import Package, validate
from hypothesis import given
from hypothesis import strategies as st
from tests.deliver.conftest import HOSTILE, REPORTS

import crmkit
from crmkit.deliver.star.folder import filled
from crmkit.deliver.star.package import NAME, PROFILES, TYPES
from crmkit.deliver.star.star import names_of
from crmkit.deliver.star.tables import tables
from crmkit.errors import CrmError, NotEnoughError, Refused, StoreError, UsageError
from crmkit.messages import LANGUAGES, catalog
from crmkit.render.safe import FORMULA, NUMBER, guard_formula
from crmkit.store.connect import connect
from crmkit.store.store import Store
from crmkit.store.written import Form
from crmkit.vocabulary import word

OWNER_FOLDER, OWNER_FILE = 0o700, 0o600
BY_PHONE = """\
订单编号,买家实际支付金额,订单状态,订单创建时间,收货人姓名,收货地址,联系手机
2401050010012345678,10.00,交易成功,2024-01-05 10:00:00,王小明,浙江省 杭州市 西湖区 一路1号,13900000001
2402050020012345678,20.00,交易成功,2024-02-05 10:00:00,李小红,浙江省 宁波市 海曙区 二路2号,13900000002
2403050030012345678,30.00,交易成功,2024-03-05 10:00:00,王小明,浙江省 杭州市 西湖区 一路1号,13900000001
"""
SHOPS: list[tuple[str, str | None]] = [
    ("example_store", None), ("currencies", "CNY"), ("currencies", "USD"), ("platforms", None),
]  # fmt: skip


def read(folder: Path) -> dict[str, pl.DataFrame]:
    return {name: pl.read_parquet(folder / f"{name}.parquet") for name in tables()}


def total(frame: pl.DataFrame, column: str) -> Decimal:
    return sum(frame[column].to_list(), Decimal(0))


@pytest.fixture(scope="module", params=SHOPS, ids=lambda case: " ".join(filter(None, case)))
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Path]:
    """Each shop, open, and the folder of its star."""
    name, currency = request.param
    folder = tmp_path_factory.mktemp("star") / "tables"
    with crmkit.open(request.getfixturevalue(name), currency=currency) as shop:
        crmkit.export(shop, folder, star=True)
        yield shop, folder


def test_sums_equal_those_of_the_reports(exported):
    shop, folder = exported
    star, trend = read(folder), crmkit.trend(shop, by="month").rows
    orders = star["fact_orders"]
    assert orders["is_purchase"].sum() == trend["orders"].sum() > 0
    assert total(orders, "net_sales") == total(trend, "net_sales")
    assert total(star["fact_lines"], "net_sales") == total(orders, "net_sales")
    assert total(star["fact_refunds"], "refunded_amount") == total(orders, "refunded_amount")
    asked = crmkit.sql(shop, "SELECT count(*), sum(paid), sum(refunded_amount), sum(net_sales) FROM orders").records
    sums = [total(orders, name) for name in ("paid", "refunded_amount", "net_sales")]
    assert tuple(asked[0]) == (len(orders), *sums)


def test_sums_hold_order_by_order_and_customer_by_customer(exported):
    star = read(exported[1])
    orders = star["fact_orders"]
    for fact, column in (("fact_lines", "net_sales"), ("fact_refunds", "refunded_amount")):
        summed = star[fact].group_by("order_key").agg(pl.col(column).sum().alias("added"))
        both = orders.join(summed, on="order_key", how="left").with_columns(pl.col("added").fill_null(0))
        assert both.filter(pl.col("added") != pl.col(column)).is_empty(), fact
    spent = orders.filter("is_purchase").group_by("customer_key").agg(pl.col("net_sales").sum().alias("added"))
    both = star["dim_customer"].join(spent, on="customer_key", how="left").with_columns(pl.col("added").fill_null(0))
    assert both.filter(pl.col("added") != pl.col("net_spend")).is_empty()


def test_keys_are_unique_and_every_reference_is_there(exported):
    star = read(exported[1])
    for table in tables().values():
        frame = star[table.name]
        assert not frame.select(table.key).is_duplicated().any(), table.name
        assert not sum(frame.select(table.key).null_count().row(0)), table.name
        for column, other in table.refers.items():
            (key,) = tables()[other].key
            lost = set(frame[column].drop_nulls()) - set(star[other][key])
            assert not lost, (table.name, column)


def test_the_files_are_described(exported):
    folder = exported[1]
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    assert package["$schema"] == f"{PROFILES}/datapackage.json"
    assert [resource["name"] for resource in package["resources"]] == list(tables())
    kinds = {"string": pl.String, "integer": pl.Int64, "date": pl.Date, "datetime": pl.Datetime, "boolean": pl.Boolean}
    for resource in package["resources"]:
        assert (resource["type"], resource["format"]) == ("table", "parquet")
        assert (folder / resource["path"]).stat().st_size == resource["bytes"]
        schema = pl.read_parquet_schema(folder / resource["path"])
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == list(schema)
        assert isinstance(resource["schema"]["primaryKey"], list)
        for field in fields:
            kind = schema[field["name"]]
            if field["type"] == "number":
                assert kind.is_numeric(), field
            else:
                assert kind.base_type() is kinds[field["type"]], field
            assert {*field["translations"]} == set(LANGUAGES)
            assert all(text["title"] and text["description"] for text in field["translations"].values())


def test_csv_is_valid_by_another_reader_and_has_the_same_rows(exported, tmp_path):
    shop, folder = exported
    crmkit.export(shop, tmp_path / "csv", star=True, format="csv")
    report = validate(str(tmp_path / "csv" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "note"])[:5]
    assert len(Package(str(tmp_path / "csv" / "datapackage.json")).resources) == len(tables())
    for name, frame in read(folder).items():
        written = pl.read_csv(tmp_path / "csv" / f"{name}.csv", infer_schema=False)
        assert (written.columns, len(written)) == (frame.columns, len(frame)), name
        for column in (name for name in frame.columns if word(name).kind == "money"):
            assert [None if text is None else Decimal(text) for text in written[column]] == frame[column].to_list()


def test_a_table_is_listed_with_all_that_it_needs():
    assert set(catalog()["star"]) == set(tables())
    assert {name for table in tables().values() for name in table.columns} <= set(catalog()["column"])
    selected = {path.name for path in files("crmkit.deliver.star").iterdir() if path.name.startswith(("fact_", "dim_"))}
    made = {"dim_customer", "dim_date"}
    assert selected == {f"{name}.sql" for name in tables() if name not in made}
    assert {word(name).kind for table in tables().values() for name in table.columns} <= set(TYPES)


def test_names_and_numbers_of_orders_are_nowhere_unless_revealed(currencies, tmp_path):
    with crmkit.open(currencies, currency="CNY") as shop:
        for format in ("csv", "parquet"):
            crmkit.export(shop, tmp_path / format, star=True, format=format)
        crmkit.export(shop, tmp_path / "shown", star=True, reveal=True)
    masked, shown = pl.read_csv(tmp_path / "csv" / "dim_customer.csv"), read(tmp_path / "shown")
    assert sorted(masked["customer"]) == ["'=***0", "a***n"]
    assert sorted(shown["dim_customer"]["customer"]) == [HOSTILE, "ann"]
    assert sorted(shown["fact_orders"]["order_id"]) == ["1", "4", "5"]
    assert pl.read_parquet(tmp_path / "parquet" / "fact_orders.parquet")["order_id"].null_count() == 3
    for file in (tmp_path / "csv").iterdir():
        assert b"ann," not in file.read_bytes() and b'"ann"' not in file.read_bytes(), file.name


def test_texts_that_a_spreadsheet_would_run_are_guarded(currencies, tmp_path):
    with crmkit.open(currencies, currency="CNY") as shop:
        crmkit.export(shop, tmp_path / "csv", star=True, format="csv")
    for table, column in (("dim_product", "product"), ("dim_place", "province")):
        values = pl.read_csv(tmp_path / "csv" / f"{table}.csv")[column].to_list()
        assert guard_formula(HOSTILE) in values and HOSTILE not in values


@given(st.lists(st.text(st.sampled_from("'-=+@＝ 1.25a\t\n\u3000\u200b\u2028\x01\x85é"), max_size=6), max_size=20))
def test_the_engine_guards_as_every_other_answer_does(texts):
    with connect() as engine:
        form = Form("csv", ("t",), ("t",))
        question = f"select {form.columns} from (select unnest($texts::varchar[]) as t)"  # noqa: S608
        found = engine.execute(question, {"texts": texts, "formula": FORMULA, "number": NUMBER}).fetchall()
    assert [text for (text,) in found] == [guard_formula(text) for text in texts]


def test_keys_stay_the_same_for_a_store_and_are_others_for_another(example_store, example, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    crmkit.export(example, first, star=True)
    with crmkit.open(example_store) as again:
        crmkit.export(again, second, star=True, format="csv")
    one = pl.read_parquet(first / "dim_customer.parquet")["customer_key"]
    assert one.to_list() == pl.read_csv(second / "dim_customer.csv")["customer_key"].to_list()
    copy = tmp_path / "copy"
    copy.mkdir()
    shutil.copy2(example_store, copy / "shop.duckdb")
    (copy / "shop.duckdb.key").write_text("0" * 64 + "\n" + "1" * 64 + "\n", encoding="ascii")
    with duckdb.connect(str(copy / "shop.duckdb")) as connection:  # as a store of an earlier version
        connection.execute("delete from kept.meta where name = 'key_check'")
    with crmkit.open(copy / "shop.duckdb") as other:
        crmkit.export(other, tmp_path / "third", star=True)
    assert set(one).isdisjoint(pl.read_parquet(tmp_path / "third" / "dim_customer.parquet")["customer_key"])
    assert one.str.contains("^[0-9a-f]{16}$").all()


@pytest.mark.parametrize("format", ["parquet", "csv"])
def test_the_same_files_give_the_same_bytes(format, tmp_path):
    """Also where customers are known by phones, whose digests are others in every run."""
    reports = [tmp_path / "orders.csv"]
    reports[0].write_text(BY_PHONE, encoding="utf-8")
    for name in ("one", "two"):
        with crmkit.open(reports) as shop:
            crmkit.export(shop, tmp_path / name, star=True, format=format)
    for name in names_of(format):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    if format == "parquet":
        assert len(read(tmp_path / "one")["dim_customer"]) == 2
    assert "star_keys_of_files" in {note.code for note in export_again(tmp_path / "one", format, reports).notes}


def export_again(folder: Path, format: str, reports: list[Path]) -> crmkit.Result:
    with crmkit.open(reports) as shop:
        return crmkit.export(shop, folder, star=True, format=format)  # type: ignore[arg-type]


def test_a_past_day_holds_the_orders_until_then(example, tmp_path):
    result = crmkit.export(example, tmp_path / "past", star=True, as_of="2023-06-30")
    star = read(tmp_path / "past")
    trend = crmkit.trend(example, by="month", as_of="2023-06-30").rows
    assert total(star["fact_orders"], "net_sales") == total(trend, "net_sales") == result.facts["net_sales"]
    assert star["fact_orders"]["is_purchase"].sum() == trend["orders"].sum()
    for table in tables().values():
        for column, other in table.refers.items():
            assert set(star[table.name][column].drop_nulls()) <= set(star[other][tables()[other].key[0]])
    assert "star_past" in {note.code for note in result.notes}
    profile = crmkit.profile(example, as_of="2023-06-30", detail=True)
    assert set(profile.rows["net_spend"]) <= set(star["dim_customer"]["net_spend"])


def test_the_calendar_has_sale_days_and_weeks_of_iso(example, tmp_path):
    crmkit.export(example, tmp_path / "star", star=True, language="zh")
    days = {row["day"].isoformat(): row for row in read(tmp_path / "star")["dim_date"].to_dicts()}
    assert days["2023-11-11"]["is_sale_day"] and days["2023-11-11"]["event_codes"] == "double_11"
    assert not days["2024-02-10"]["is_sale_day"] and days["2024-02-10"]["event_codes"] == "spring_festival"
    one = days["2023-01-01"]  # a Sunday, and the last day of a week of the year before
    assert (one["iso_week"], one["day_of_week"], one["month"], one["quarter"]) == ("2022-W52", 7, "2023-01", "2023-Q1")


def test_a_shop_without_buyers_has_facts_and_no_customers(tmp_path):
    (tmp_path / "log.csv").write_text("no,day,sum\n1,2024-01-05,10.00\n2,2024-02-05,20.00\n", encoding="utf-8")
    with crmkit.open([tmp_path / "log.csv"], map="order_id=no,ordered_at=day,amount=sum") as shop:
        crmkit.export(shop, tmp_path / "star", star=True)
    star = read(tmp_path / "star")
    assert (len(star["fact_orders"]), len(star["dim_customer"])) == (2, 0)
    assert total(star["fact_lines"], "net_sales") == 30


def test_two_currencies_are_two_exports_with_keys_in_common(currencies, tmp_path):
    with crmkit.open(currencies) as shop, pytest.raises(UsageError, match="currenc"):
        crmkit.export(shop, tmp_path / "both", star=True)
    assert not (tmp_path / "both").exists()
    keys = []
    for currency in ("CNY", "USD"):
        with crmkit.open(currencies, currency=currency) as shop:
            crmkit.export(shop, tmp_path / currency, star=True, reveal=True)
        star = read(tmp_path / currency)
        assert set(star["fact_orders"]["currency"]) == {currency}
        keys.append(star["dim_customer"].filter(pl.col("customer") == "ann")["customer_key"].item())
    assert keys[0] == keys[1]


def test_only_an_earlier_export_is_replaced(example, tmp_path):
    folder = tmp_path / "star"
    crmkit.export(example, folder, star=True)
    if hasattr(folder, "owner"):
        assert stat.S_IMODE(folder.stat().st_mode) == OWNER_FOLDER
        assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {OWNER_FILE}
    (folder / "own.txt").write_text("mine", encoding="utf-8")
    crmkit.export(example, folder, star=True, format="csv")
    assert {file.name for file in folder.iterdir()} == {*names_of("csv"), "own.txt"}
    (folder / "fact_orders.parquet").write_text("mine, too", encoding="utf-8")
    with pytest.raises(Refused, match=r"fact_orders\.parquet"):
        crmkit.export(example, folder, star=True)
    assert (folder / "fact_orders.parquet").read_text(encoding="utf-8") == "mine, too"
    other = tmp_path / "other"
    other.mkdir()
    (other / "datapackage.json").write_text('{"name": "somebody-else", "resources": []}', encoding="utf-8")
    with pytest.raises(Refused):
        crmkit.export(example, other, star=True)
    with pytest.raises(UsageError):
        crmkit.export(example, other / "datapackage.json", star=True)


@pytest.mark.parametrize("names", ["../secret.txt", "secret.txt/", "..", ""])
def test_a_forged_description_takes_no_file_away(names, example, tmp_path):
    (tmp_path / "secret.txt").write_text("mine", encoding="utf-8")
    folder = tmp_path / "star"
    folder.mkdir()
    forged = {"name": NAME, "resources": [{"path": names}]}
    (folder / "datapackage.json").write_text(json.dumps(forged), encoding="utf-8")
    crmkit.export(example, folder, star=True)
    assert (tmp_path / "secret.txt").read_text(encoding="utf-8") == "mine"
    assert {file.name for file in folder.iterdir()} == set(names_of("parquet"))


def test_a_folder_that_a_killed_run_left_half_changed_is_filled_again(tmp_path):
    """What was killed between two renames knows its files by the description that it left beside them."""
    folder = tmp_path / "star"
    names = ["a.csv", "b.csv", "datapackage.json"]
    described = json.dumps({"name": NAME, "resources": [{"path": name} for name in names[:2]]})

    def fill(text: str) -> None:
        with filled(folder, names) as part:
            for name in names:
                (part / name).write_text(described if name == "datapackage.json" else text)

    fill("first")
    left = folder / f".crmkit-{2**22 + 1}-killed"  # of no process there is
    (left / "earlier").mkdir(parents=True)
    (folder / "datapackage.json").rename(left / "earlier" / "datapackage.json")
    (folder / "a.csv").rename(left / "earlier" / "a.csv")
    fill("second")
    assert sorted(path.name for path in folder.iterdir()) == names
    assert (folder / "a.csv").read_text() == (folder / "b.csv").read_text() == "second"
    (folder / "datapackage.json").unlink()
    with pytest.raises(Refused):
        fill("third")


def test_what_fails_leaves_the_folder_as_it_was(example, tmp_path, monkeypatch):
    folder = tmp_path / "star"
    crmkit.export(example, folder, star=True)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    real: Callable[[Path, Path], Path] = Path.rename

    def rename(path: Path, target: Path) -> Path:
        if path.name == "dim_date.csv":
            raise OSError(28, "No space left on device")
        return real(path, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(StoreError):
        crmkit.export(example, folder, star=True, format="csv")
    with pytest.raises(StoreError):
        crmkit.export(example, tmp_path / "new", star=True, format="csv")
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert not (tmp_path / "new").exists()


def test_arguments_without_meaning_are_refused_before_the_work(example, tmp_path):
    for asked in ({}, {"star": True, "crm": "hubspot"}, {"star": True, "where": "orders>1"}, {"crm": "zoho"},
                  {"star": True, "format": "xlsx"}, {"crm": "hubspot", "format": "csv"}):  # fmt: skip
        with pytest.raises(UsageError):
            crmkit.export(example, tmp_path / "x.csv", **asked)
    with pytest.raises(NotEnoughError):
        crmkit.export(example, tmp_path / "x", star=True, as_of="2001-01-01")
    assert not list(tmp_path.iterdir())
    assert issubclass(Refused, CrmError)


def test_files_are_exported_as_a_store_is(tmp_path, example):
    with crmkit.open(REPORTS) as shop:
        result = crmkit.export(shop, tmp_path / "files", star=True)
    assert result.facts == crmkit.export(example, tmp_path / "store", star=True).facts
