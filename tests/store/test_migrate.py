"""A store of an older crmkit: brought up to date when it is opened, with all it held."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from tests.ingest.load_case import KEYS, csv_text, keep, kept, records, row, write

import crmkit
from crmkit.analyses.files.files import files as loaded
from crmkit.analyses.rejects.rejects import rejects
from crmkit.errors import StoreError
from crmkit.ingest.load import load
from crmkit.store.connect import connect
from crmkit.store.migrate import SCHEMA_VERSION, build_schema
from crmkit.store.sql import statements
from crmkit.store.store import open_store

FIRST = Path(__file__).with_name("tables_of_version_1.sql")
FILE_OF_THEN = """
insert into kept.files values (
    1, 'ab', 10, 'alt.csv', '', 'orders', 'taobao_orders', 'utf-8', 'net', 3, 0, 1, 0, 0, 2, 0, 0, 0, 0, 2, 70.00,
    '2024-01-01', '2024-01-02', null, '0.1'
)
"""
ORDERS_OF_THEN = """
insert into kept.orders (
    shop_key, order_key, customer_key, identity, created_at, paid_at, status, net, refund, marks, file_key
)
values
    (1, 1, 7, 1, '2024-01-01', '2024-01-01', 4, 50, 0, 0, 1),
    (1, 2, 7, 1, '2024-01-02', '2024-01-02', 4, 20, 0, 0, 1)
"""
REJECT_OF_THEN = "insert into kept.rejects values (1, 3, 1, 'bad_money', '实付金额', 'cd')"

MEMBER_OF_THEN = "insert into kept.customer_facts values (hash('甲'), '甲', '女', '1990-05-05', 'VIP2', null, null, 1)"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A store as the first version built it: one file, two orders of one buyer, one quarantined line."""
    path = tmp_path / "shop.duckdb"
    (tmp_path / "shop.duckdb.key").write_text(KEYS, encoding="ascii")
    with closing(connect(str(path))) as connection:
        connection.execute("create schema kept")
        connection.execute("use kept")
        for statement in statements(FIRST):
            connection.execute(statement.text)
        connection.execute("insert into meta values ('schema_version', '1'), ('nick_digest', hash('crmkit')::varchar)")
        connection.execute("insert into kept.customers values (7, 1, '甲', 1, null)")
        for text in (FILE_OF_THEN, ORDERS_OF_THEN, REJECT_OF_THEN, MEMBER_OF_THEN):
            connection.execute(text)
    return path


def version(path: Path) -> str:
    with closing(connect(str(path), read_only=True)) as connection:
        ((found,),) = connection.execute("select value from kept.meta where name = 'schema_version'").fetchall()
    return str(found)


def shape(path: Path) -> list[tuple[object, ...]]:
    """Every column of every table, in order."""
    with closing(connect(str(path), read_only=True)) as connection:
        return connection.execute(
            """
            select table_name, column_index, column_name, data_type, is_nullable, column_default
            from duckdb_columns() where schema_name = 'kept' order by all
            """
        ).fetchall()


def test_a_question_brings_it_up_to_date_and_is_answered(old):
    with open_store(old) as shop:
        assert crmkit.segment(shop).facts["net_sales"] == 70
        (line,) = records(loaded(shop))
    assert (line["lines"], line["follow_up_lines"], line["never_paid_lines"], line["skipped_lines"]) == (3, 0, 0, 0)
    assert version(old) == str(SCHEMA_VERSION)


def test_it_has_the_tables_of_a_new_store(old, tmp_path):
    with open_store(old):
        pass
    new = tmp_path / "new.duckdb"
    with closing(connect(paths=[new, Path(f"{new}.wal")])) as connection:
        connection.execute(f"attach '{new}' as target")
        build_schema(connection, "target")
    assert shape(old) == shape(new)


def test_a_load_brings_it_up_to_date_within_its_own_transaction(old, tmp_path):
    keep(old, write(tmp_path / "a.csv", csv_text([row(1), row(2)])))
    assert version(old) == str(SCHEMA_VERSION)
    assert len(kept(old)) == 4


def test_what_a_customer_table_said_then_is_replaced_by_any_that_proves_its_day(old, tmp_path):
    keep(old, write(tmp_path / "members.csv", "会员名,会员等级,最后交易时间\n甲,VIP10,2020-01-01\n"))
    with open_store(old) as shop:
        facts = shop.query(files("tests.ingest") / "facts.sql").records
    assert [record[:5] for record in facts] == [("甲", "女", date(1990, 5, 5), "05-05", "VIP10")]


def test_a_snapshot_of_it_is_taken(old):
    assert crmkit.snapshot(old, "first").facts["customers"] == 1
    assert version(old) == str(SCHEMA_VERSION)


def test_one_that_may_not_be_written_says_what_to_do(old, monkeypatch):
    def unwritable(connection, alias, path, **how):
        raise StoreError("store_unwritable", where=str(path))

    monkeypatch.setattr("crmkit.store.migrate.attach", unwritable)
    with pytest.raises(StoreError) as raised:
        open_store(old)
    assert raised.value.code == "store_too_old"
    assert "--store" in raised.value.advice("en")
    assert version(old) == "1"


def test_a_newer_one_is_refused_as_before(old, tmp_path):
    with closing(connect(str(old))) as connection:
        connection.execute("update kept.meta set value = '99' where name = 'schema_version'")
    for action in (lambda: open_store(old), lambda: load(old, [str(write(tmp_path / "a.csv", csv_text([row(1)])))])):
        with pytest.raises(StoreError, match="the database was made by a newer version of crmkit"):
            action()


def test_what_reading_found_then_bears_the_codes_of_today(old):
    with open_store(old):
        pass
    with closing(connect(str(old))) as connection:
        connection.execute("update kept.meta set value = '5' where name = 'schema_version'")
        connection.execute("alter table kept.refunds drop column currency")
        connection.execute(
            "insert into kept.findings by name select 1 as file_key, 'currency_untold' as code, 3 as rows"
        )
        connection.execute("insert into kept.findings by name select 1 as file_key, 'padded' as code, 2 as rows")
    with open_store(old):
        pass
    with closing(connect(str(old), read_only=True)) as connection:
        found = connection.execute("select code, rows from kept.findings order by code").fetchall()
    assert found == [("currency_missing", 3), ("padded", 2)]


@pytest.mark.parametrize(("dialect", "said"), [("mapped", True), ("taobao_refunds", False)])
def test_refunds_of_then_may_be_in_another_currency(old, dialect, said):
    """What they were in was not kept; refunds of Taobao are in yuan."""
    with open_store(old):
        pass
    with closing(connect(str(old))) as connection:
        connection.execute("update kept.meta set value = '6' where name = 'schema_version'")
        connection.execute("alter table kept.refunds drop column currency")
        file = FILE_OF_THEN.partition("(")[2].rpartition(")")[0]
        columns = "file_key, sha256, size, name, shop, kind, dialect, encoding, basis, physical_lines, title_lines, "
        columns += "header_lines, blank_lines, total_lines, loaded_lines, padded_lines, unchanged_lines, older_lines, "
        columns += "quarantined_lines, records, net_total, first_day, last_day, loaded_at, version"
        file = file.replace("'orders', 'taobao_orders'", f"'refunds', '{dialect}'").replace("1, 'ab'", "2, 'cd'", 1)
        connection.execute(f"insert into kept.files ({columns}) values ({file})")  # noqa: S608 - our own
        connection.execute(
            "insert into kept.refunds (shop_key, refund_key, refund_text, order_key, amount, status, marks, file_key) "
            "values (1, 1, 'R1', 1, 30, 2, 0, 2), (1, 2, 'R2', 2, 5, 1, 0, 2)"
        )
    with open_store(old) as shop:
        notes = {note.code: note.values for note in crmkit.trend(shop).notes}
    assert ("refund_currency_unrecorded" in notes) is said
    if said:
        assert (notes["refund_currency_unrecorded"]["rows"], notes["refund_currency_unrecorded"]["amount"]) == (1, 30)


def test_of_where_a_file_lay_then_its_folder_is_left(old, tmp_path):
    place = tmp_path / "of wang" / "orders.csv"
    place.parent.mkdir()
    with closing(connect(str(old))) as connection:
        for number, path in ((2, str(place)), (3, "C:\\wang\\2023\\orders.csv")):
            line = FILE_OF_THEN.replace("    1, 'ab'", f"    {number}, '{number}'").replace("alt.csv", path)
            connection.execute(line)
        connection.execute("insert into kept.rejects values (2, 3, 1, 'bad_money', '实付金额', 'cd')")
    with open_store(old) as store:
        assert [line["file"] for line in records(loaded(store))] == ["alt.csv", "of wang/orders.csv", "2023/orders.csv"]
    keep(old, write(place, csv_text([row(9)])))
    with open_store(old) as store:
        assert [line["file"] for line in records(rejects(store))] == ["alt.csv"]
