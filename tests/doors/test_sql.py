"""``crmkit sql``: figures equal to those of the reports, and no way to a name that is masked or to anything else."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.doors.conftest import NAMES
from tests.program import environment, run_here

import crmkit
from crmkit.doors.sql.sql import LEAST_BYTES, MOST_CHARACTERS, MOST_ROWS
from crmkit.doors.sql.views import ROOM, files_of, listed, views
from crmkit.errors import UsageError
from crmkit.letters import SEEN
from crmkit.messages import catalog
from crmkit.privacy.mask import mask_nick
from crmkit.render import as_json
from crmkit.render.cells import machine_text
from crmkit.render.options import RenderOptions
from crmkit.store.connect import connect
from crmkit.store.sandbox.ask import ask
from crmkit.store.sandbox.complaints import QuestionError
from crmkit.store.sandbox.reply import Limits
from crmkit.vocabulary import word

KNOWN = [name for name in NAMES if "**" not in name]
"""A name that the platform has masked is nobody."""
SECRET = [name for name in NAMES if mask_nick(name) != name]
NUMBERS = ("2401050010012345678", "2403090070012345678")


def rows(shop, question, **asked):
    return [tuple(row) for row in crmkit.sql(shop, question, **asked).records]


def test_the_views_have_the_columns_that_are_listed(shop):
    for view, columns in views().items():
        result = crmkit.sql(shop, f"from {view}")
        assert tuple(result.columns) == columns, view
        assert [word(name) for name in result.columns] == [word(name) for name in columns], view
    assert {path.name for path in (ROOM / "views").iterdir()} == {f"{name}.sql" for name in views()}
    assert set(catalog()["view"]) == set(views())


def test_rows_have_an_order_that_nobody_has_to_ask_for(shop):
    for view, file in files_of("").items():
        _, found, order = file.read_text(encoding="utf-8").rpartition("\norder by ")
        assert found and rows(shop, f"from {view}") == rows(shop, f"from {view} order by {order}"), view


def test_every_column_of_a_view_is_listed_with_its_definition():
    for language in ("en", "zh"):
        result = listed(language)
        assert len(result.records) == sum(map(len, views().values()))
        assert all(all(record) for record in result.records)


def test_money_is_that_of_the_reports(shop):
    facts = crmkit.tiers(shop).facts
    ((purchases, net),) = rows(shop, "select count(*), sum(net_sales) from purchases")
    assert (purchases, net) == (facts["shop_purchases"], facts["shop_net_sales"]) == (5, Decimal("190.50"))
    ((from_orders,),) = rows(shop, "select sum(net_sales) from orders")
    ((spent,),) = rows(shop, "select sum(net_spend) from customers")
    ((by_day,),) = rows(shop, "select sum(net_spend) from purchase_days")
    assert net == from_orders
    assert spent == by_day == facts["net_sales"] == Decimal("130.50")
    assert rows(shop, "select count(*), count(*) filter (where is_purchase) from orders") == [(7, 5)]


def test_views_are_joined_by_their_numbers(shop):
    question = """
        select c.net_spend, sum(o.net_sales), sum(p.net_sales)
        from customers c join orders o using (customer_no) join purchases p using (order_no)
        group by c.customer_no, c.net_spend order by 1
    """
    assert [row[0] for row in rows(shop, question)] == [row[1] for row in rows(shop, question)]


@pytest.mark.parametrize("form", ["table", "csv"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_cut_answer_is_given_in_every_form(store_file, tmp_path, form, language):
    asked = ["sql", "select province from orders", "--max-rows", "2", "--format", form, "--lang", language]
    run = run_here(asked, tmp_path, environment(CRMKIT_STORE=str(store_file)))
    assert (run.code, run.text.count("浙江")) == (0, 2)
    if form == "table":
        assert {"en": "more rows than these 2", "zh": "不止这 2 行"}[language] in run.text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("date '290000-01-01'", "290000-01-01"),
        ("timestamp '0044-01-01 (BC) 00:00:00'", "0044-01-01 (BC) 00:00:00"),
        ("timestamp '9999-12-31 23:59:59.999999' + interval 1 year", "10000-12-31 23:59:59.999999"),
        ("date 'infinity'", "infinity"),
        ("timestamp '-infinity'", "-infinity"),
        ("timestamptz 'infinity'", "infinity"),
        ("[date 'infinity']", '["infinity"]'),
        ("date '9999-12-31'", "9999-12-31"),
    ],
)
def test_days_that_python_does_not_have_are_shown_as_the_engine_writes_them(shop, value, shown):
    values = f"(values (1, {value}), (2, null)) t(n, v)"
    question = f"from {values} select v as paid_at, n, n order by n desc -- all\n;"
    result = crmkit.sql(shop, question, max_rows=2)
    assert [tuple(row) for row in result.records] == [(None, 2, 2), (shown, 1, 1)]
    assert rows(shop, "select date '2024-02-29'") == [(date(2024, 2, 29),)]


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
def test_such_days_are_rendered(store_file, tmp_path, form):
    asked = ["sql", "select date '290000-01-01' as d", "--format", form]
    run = run_here(asked, tmp_path, environment(CRMKIT_STORE=str(store_file)))
    assert run.code == 0 and b"290000-01-01" in run.out


def test_a_query_that_is_no_text_is_refused(shop):
    with pytest.raises(UsageError) as refused:
        crmkit.sql(shop, "select '\udcff'")
    assert refused.value.code == "sql_encoding"


def test_names_are_masked_as_everywhere(shop):
    masked = {name for (name,) in rows(shop, "select customer from customers")}
    assert masked == {mask_nick(name) for name in KNOWN}
    assert {name for (name,) in rows(shop, "select customer from customers", reveal=True)} == set(KNOWN)


@pytest.fixture(scope="module")
def masked():
    """The names as the engine masks them, by the very text of the view."""
    text = (ROOM / "views" / "customers.sql").read_text(encoding="utf-8")
    expression = text[text.index("        case\n") : text.index("        end as customer")] + " end"
    engine = connect()
    question = f"""
        with given as (select unnest($names::varchar[]) as customer),
        buyers as (select customer, regexp_extract_all(customer, $one, 0, 's') as seen from given)
        select {expression.replace("$reveal", "false")} from buyers
    """  # noqa: S608  a text of ours
    yield lambda names: [name for (name,) in engine.execute(question, {"names": names, "one": SEEN}).fetchall()]
    engine.close()


@given(names=st.lists(st.text(st.sampled_from("ab王小*é\u0301👍🏽\u200d🇨🇳🇬\n "), min_size=1, max_size=6), min_size=1))
def test_the_engine_masks_as_the_program_does(masked, names):
    assert masked(names) == [mask_nick(name) for name in names]


ATTEMPTS = """
from orders; from customers
select * from kept.customers, customers
select * from shop.kept.customers, customers
select * from main.customers
select * from temp.customers
select customer, nick from customers
select * from query('select * from customers')
select * from query('select * from kept.customers')
select * from query_table('customers')
select * from query_table('kept.customers')
select * from customers, duckdb_tables()
select * from customers, duckdb_views()
select * from customers, duckdb_columns()
select * from customers, duckdb_schemas()
select * from customers, duckdb_databases()
select * from customers, duckdb_settings()
select * from customers, duckdb_functions() where function_type = 'macro'
select * from customers, duckdb_variables()
select * from customers, duckdb_secrets()
select * from customers, duckdb_temporary_files()
select * from customers, duckdb_logs
select * from customers, information_schema.tables
select * from customers, information_schema.columns
select * from customers, pg_catalog.pg_class
select * from customers, pragma_storage_info('customers')
select * from customers, pragma_table_info('customers')
select * from customers, sqlite_master
select current_setting('temp_directory'), current_setting('allowed_directories'), customer from customers
select getvariable('currency'), customer from customers
select getenv('HOME'), customer from customers
select * from read_csv('{export}'), customers
select * from read_text('{export}'), customers
select * from read_blob('{store}'), customers
select * from '{export}', customers
select * from glob('{folder}/*'), customers
select * from sniff_csv('{export}'), customers
select * from parquet_scan('{export}'), customers
select * from read_duckdb('{store}'), customers
select * from sqlite_scan('{store}', 'x'), customers
attach '{store}' as s
copy customers to '{folder}/stolen.csv'
export database '{folder}/stolen'
install httpfs
load httpfs
set enable_external_access = true
pragma database_list
call pragma_database_size()
create table x as select * from customers
create macro f() as 1
create temp view v as select * from customers
insert into customers select * from customers
delete from customers
with gone as (delete from customers returning *) select * from gone
drop table customers
checkpoint
vacuum
prepare x as select * from customers
execute x
explain analyze select * from customers
import database '{folder}'
select customer from customers union all select customer from customers order by all
summarize customers
describe customers
show tables
pivot customers on customer using count(*)
select hash(customer), customer from customers
select error(customer) from customers
select cast(customer as integer) from customers
select string_agg(customer, ''), min(customer), max(customer), list(customer), histogram(customer) from customers
"""


@pytest.fixture(scope="module")
def copy(shop, tmp_path_factory):
    """What a question is put to."""
    path = tmp_path_factory.mktemp("copied") / "views.duckdb"
    shop.copy_to(path, files_of(""), one=SEEN, reveal=False)
    return path


def test_no_question_gets_to_a_name_or_a_number_of_an_order(copy, store_file):
    places = {"store": store_file, "folder": store_file.parent, "export": store_file.with_name("orders.csv")}
    before = sorted(store_file.parent.iterdir())
    let_through, shown = [], []
    for attempt in ATTEMPTS.strip().splitlines():
        question = attempt.format(**places)
        try:
            reply = ask(copy, question, memory="256MB", limits=Limits(1000, 10_000_000, 100_000))
            said = repr(reply)
            let_through.append(attempt)
        except QuestionError as error:
            said = f"{error.kind} {error.sentence}"
        shown += [(attempt, name) for name in (*SECRET, *NUMBERS) if name in said]
    assert not shown
    assert not [attempt for attempt in let_through if "{" in attempt or "kept." in attempt or "getenv" in attempt]
    assert sorted(store_file.parent.iterdir()) == before
    assert [path.name for path in copy.parent.iterdir()] == ["views.duckdb"]


def test_what_the_engine_may_read_of_the_disk_is_its_own_copy(shop):
    """The folder of the copy holds nothing else, and the copy no name."""
    ((folder,),) = rows(shop, "select current_setting('temp_directory')")
    found = rows(shop, "select file from glob(current_setting('temp_directory') || '/**')") if folder else []
    assert [Path(name).name for (name,) in found] in ([], ["views.duckdb"])


def test_the_copy_holds_no_name(copy):
    content = copy.read_bytes()
    assert not [name for name in (*SECRET, *NUMBERS) if name.encode() in content]


def test_numbers_say_nothing_of_keys(shop):
    assert sorted(rows(shop, "select customer_no from customers")) == [(number,) for number in range(1, 6)]
    assert sorted(rows(shop, "select order_no from orders")) == [(number,) for number in range(1, 8)]


def test_kinds_follow_the_types(shop):
    question = """
        select net_sales, 1.5::double as half, 1.234::decimal(9, 3) as fine, bought_on, bought_at, true as yes,
            1 as one, [1] as several, null as nothing, 'x'::blob as bytes, 'nan'::double as odd, 0 / 0 as none
        from purchases limit 1
    """
    result = crmkit.sql(shop, question)
    kinds = [word(name).kind for name in result.columns]
    plain = ["money", "figure", "figure", "date", "time", "flag", "count", "json", "text", "text", "figure", "figure"]
    assert kinds == plain
    assert result.records[0][-2:] == (None, None)
    assert all(isinstance(machine_text(kind, value), str) for kind, value in zip(kinds, result.records[0], strict=True))
    assert result.to_polars().height == 1


TYPES = """
    select ['1.50', null] as texts, [1.50::decimal(18, 2)] as money, {'a': 1, 'b': ['中"']} as struct,
        map {date '2024-01-05': 2} as by_day, ['nan'::double, '-inf'::double] as odd, ['NaN, Infinity'] as words,
        interval '14 months 2 days' as longer, interval '-90.5 seconds' as back, interval 0 days as none,
        '\\xFF'::blob as bytes, 170141183460469231731687303715884105727 as huge, 7::hugeint as seven,
        time '10:30' as clock, timestamp_s '2024-01-05 10:00:00' as moment, '{"x": 1}'::json as given
"""
WRITTEN = {
    "texts": '["1.50",null]', "money": "[1.50]", "struct": '{"a":1,"b":["中\\""]}', "by_day": '{"2024-01-05":2}',
    "odd": "[null,null]", "words": '["NaN, Infinity"]', "longer": "P1Y2M2D", "back": "PT-1M-30.5S", "none": "PT0S",
    "bytes": "ff", "huge": "170141183460469231731687303715884105727", "seven": "7", "clock": "10:30:00",
    "moment": "2024-01-05T10:00:00", "given": '{"x":1}',
}  # fmt: skip


def test_lists_structures_and_spans_are_written_in_every_format(store_file, tmp_path):
    names = {name: tmp_path / f"types.{name}" for name in ("csv", "json", "xlsx", "parquet", "txt")}
    for name, path in names.items():
        form = ["--format", "table", "--limit", "0"] if name == "txt" else []
        run = run_here(["sql", TYPES, "-o", str(path), *form], tmp_path, environment(CRMKIT_STORE=str(store_file)))
        assert run.code == 0, run.err
    with names["csv"].open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.DictReader(stream)) == [WRITTEN]
    (row,) = json.loads(names["json"].read_text(encoding="utf-8"))["rows"]
    assert row["struct"] == {"a": 1, "b": ['中"']} and row["money"] == [1.5] and row["given"] == {"x": 1}
    assert row["odd"] == [None, None] and row["longer"] == "P1Y2M2D" and row["huge"] == WRITTEN["huge"]
    (frame,) = polars.read_parquet(names["parquet"]).to_dicts()
    assert {name: str(frame[name]) for name in WRITTEN if name != "moment"} == {
        name: text for name, text in WRITTEN.items() if name != "moment"
    }
    book = openpyxl.load_workbook(names["xlsx"])
    cells = {str(cell) for sheet in book for line in sheet.iter_rows(values_only=True) for cell in line}
    texts = {text for name, text in WRITTEN.items() if name not in ("moment", "seven")}
    assert texts <= cells
    assert "timedelta" not in names["txt"].read_text() and "P1Y2M2D" in names["txt"].read_text()


@pytest.mark.parametrize(
    "question",
    [
        "pivot orders on platform using count(*)",
        "select * from (pivot orders on platform using count(*)) -- all\n;",
        "unpivot (select order_no, net_sales, net_sales + 1 as more from orders) on net_sales, more",
        "describe orders",
        "summarize customers",
        "show tables",
        "table shops;",
        "values (1), (2)",
        "from orders; /* the end */",
    ],
)
def test_what_only_reads_is_allowed(shop, question):
    assert rows(shop, question)


def test_rows_stand_in_the_order_of_the_view(tmp_path):
    """Without an order of its own, on more than one thread."""
    path = tmp_path / "many.duckdb"
    with duckdb.connect(str(path)) as made:
        made.execute("create table numbers as select range as n, repeat('x', 20) as filling from range(500000)")
    reply = ask(path, "select n from numbers", memory="256MB", limits=Limits(300_000, 1000, 100))
    assert [number for (number,) in reply.records] == list(range(300_000))


def test_one_huge_value_is_cut_and_said(shop):
    result = crmkit.sql(shop, "select repeat('字', 3000000) as huge, 'short' as other")
    ((huge, other),) = result.records
    assert (len(huge), huge[-1], other) == (MOST_CHARACTERS + 1, "…", "short")
    (note,) = [note for note in result.notes if note.code == "sql_cut_values"]
    assert note.values == {"values": 1, "characters": MOST_CHARACTERS}
    listed = crmkit.sql(shop, "select list(range) as all, 1 as one from range(400000)")
    assert "sql_cut_values" in [note.code for note in listed.notes]
    written = io.BytesIO()
    as_json.write(listed, written, format="json", language="en", options=RenderOptions())
    assert json.loads(written.getvalue())["rows"][0]["all"].endswith("…")


def test_text_is_bounded_in_all(shop):
    result = crmkit.sql(shop, "select range as n, repeat('x', 500000) as long from range(100)", max_rows=1000)
    assert 0 < len(result.records) <= LEAST_BYTES // 500_000
    assert [row[0] for row in result.records] == list(range(len(result.records)))
    assert [note.code for note in result.notes if note.code.startswith("sql_")] == ["sql_cut_text"]
    assert sum(len(row[1]) for row in result.records) <= LEAST_BYTES


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says how much memory a process has")
def test_a_value_that_takes_all_memory_is_refused(store_file, tmp_path):
    asked = ["sql", "select length(repeat('x', 4000000000))", "--memory", "200MB"]
    run = run_here(asked, tmp_path, environment(CRMKIT_STORE=str(store_file)))
    assert (run.code, "not enough memory" in run.err) == (6, True)


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        (["orders.csv", "SELECT 1"], "crmkit sql 'SELECT 1' orders.csv"),
        (["shop.duckdb", "SELECT 1"], "crmkit sql 'SELECT 1' --store shop.duckdb"),
        (["orders.csv"], "crmkit sql 'SELECT ...' orders.csv"),
        (["customers"], "crmkit sql 'FROM customers'"),
        (["customers", "orders.csv"], "crmkit sql 'FROM customers' orders.csv"),
    ],
)
def test_the_wrong_order_is_said_with_what_to_type(store_file, typed, advice):
    run = run_here(["sql", *typed], store_file.parent, environment(CRMKIT_STORE=str(store_file)))
    assert (run.code, run.text) == (2, "")
    assert advice in run.err


def test_two_columns_of_one_name_are_told_apart(shop):
    assert crmkit.sql(shop, "select 1 as a, 2 as a, 3 as a_2, 4 as a").columns == ("a", "a_2", "a_2_2", "a_3")


def test_more_rows_than_asked_for_are_said(shop):
    result = crmkit.sql(shop, "from range(20)", max_rows=5)
    assert (len(result.records), [note.code for note in result.notes][-1:]) == (5, ["sql_cut"])
    exact = crmkit.sql(shop, "from range(5)", max_rows=5)
    assert (len(exact.records), "sql_cut" in [note.code for note in exact.notes]) == (5, False)
    assert len(crmkit.sql(shop, f"from range({MOST_ROWS + 9})").records) == MOST_ROWS


def test_a_place_is_counted_in_characters(shop):
    with pytest.raises(UsageError) as caught:
        crmkit.sql(shop, "select '浙江省', nett_sales from purchases")
    assert caught.value.values["place"] == 15
    assert caught.value.values["nearest"] == "net_sales"


def test_a_chosen_shop_is_all_there_is(store_file):
    with crmkit.open(store_file, platform="taobao") as opened:
        assert rows(opened, "select distinct platform from orders") == [("taobao",)]
    with crmkit.open([store_file.with_name("orders.csv")]) as opened:
        assert rows(opened, "select count(*) from orders") == [(7,)]
