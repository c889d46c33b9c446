"""Answers to share: no name can be tried without the key, and no group of fewer than k people has a figure."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.example_shop import example_shop
from tests.program import environment, run_here

import crmkit
from crmkit.cli import sharing
from crmkit.deliver.publish import Looks, publish
from crmkit.deliver.target import Target
from crmkit.errors import UsageError
from crmkit.privacy.few import EXTREMES, PEOPLE
from crmkit.privacy.headline import counts_of, large
from crmkit.privacy.listed import pseudonym, shared_values
from crmkit.privacy.pseudonyms import key_of, pseudonymous
from crmkit.privacy.small_groups import hidden_rows, without_small_groups
from crmkit.privacy.within import Known
from crmkit.result import Note, Pivot, Result
from crmkit.vocabulary import word

SECRET = b"a" * 32
KEY, OTHER = key_of(SECRET), key_of(b"b" * 32)
COMMANDS = (
    *("segment", "segment --method kmeans", "tiers", "churn", "value", "repurchase", "repurchase --by month"),
    *("repurchase --by province", "repurchase --by product", "repurchase --by basket", "remind", "waiting", "cohort"),
    *("cohort --by channel", "profile", "profile --cross stage tier", "tags", "inspect --where province=浙江"),
    *("trend --by day", "diff may now"),
)
LISTS = tuple(
    f"{name} --detail" for name in ("segment", "tiers", "churn", "value", "remind", "waiting", "profile", "tags")
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = example_shop(tmp_path_factory)
    crmkit.snapshot(path, "now")
    return path


@pytest.fixture(scope="module")
def nicks(store: Path) -> list[str]:
    with crmkit.open(store) as shop:
        rows = crmkit.sql(shop, "select customer from customers", reveal=True).records
    return [str(row[0]) for row in rows]


def hidden_and_rows(result: Result, k: int) -> tuple[frozenset[int], Any]:
    known = Known(k, counts_of(result.facts))
    hidden = hidden_rows(result, known)
    return hidden, without_small_groups(result, known, hidden)


def answers(result: Result) -> list[Result]:
    return [result, *(each for part in result.parts.values() for each in answers(part))]


def test_a_pseudonym_is_the_same_under_the_same_key_only() -> None:
    assert pseudonym("customer", "ann", KEY) == pseudonym("customer", "ann", KEY)
    others = (("customer", "ann", OTHER), ("order_id", "ann", KEY), ("customer", "Ann", KEY))
    assert len({pseudonym("customer", "ann", KEY), *(pseudonym(*each) for each in others)}) == 4
    assert pseudonym("customer", "ann", KEY).startswith("c-") and len(pseudonym("customer", "ann", KEY)) == 18
    with pytest.raises(UsageError):
        key_of(b"short")


def test_no_name_can_be_tried_without_the_key(store: Path, nicks: list[str]) -> None:
    """Every nick of the shop under a thousand keys that are not it, and as a plain digest: none is in the list."""
    with crmkit.open(store) as shop:
        result = pseudonymous(crmkit.tiers(shop, detail=True), SECRET)
    place = result.columns.index("customer")
    listed = {str(row[place]) for row in result.records}
    assert len(listed) == len(result.records) and not listed & set(nicks)
    tried = [key_of(f"key number {number} is wrong".encode()) for number in range(20)] + [b"", b"\0" * 32]
    assert not listed & {pseudonym("customer", nick, key) for key in tried for nick in nicks}
    assert listed <= {pseudonym("customer", nick, KEY) for nick in nicks}


def test_what_is_said_of_one_person() -> None:
    columns = ("customer", "city", "last_purchase_on", "recency_days", "net_spend", "segment", "order_id")
    rows = [(f"ann{n}", "杭州市", date(2024, 5, n + 1), 29 + n, Decimal("14.99") + n, "A", f"10{n}") for n in range(5)]
    rows += [("zoe", "上海市", None, None, None, name, None) for name in "BBBBCCCC"]
    shared = pseudonymous(Result("segment", columns, rows, facts={"customers": 13}), SECRET)
    assert [row[1:6] for row in shared.records[:6]] == [
        (None, None, 0, Decimal("10.00"), "A"),
        (None, None, 30, Decimal("20.00"), "A"),
        (None, None, 30, Decimal("20.00"), "A"),
        (None, None, 30, Decimal("20.00"), "A"),
        (None, None, 30, Decimal("20.00"), "A"),
        (None, None, None, None, None),
    ]
    assert shared.records[5][6] is None and str(shared.records[0][6]).startswith("o-")


def test_a_value_left_out_of_a_list_does_not_follow_from_the_others() -> None:
    """Four of B alone would be the four rows that say nothing; a list of fewer than k people is not there at all."""
    assert shared_values(["A"] * 6 + ["B"] * 4, 5) == set()
    assert shared_values(["A"] * 6 + ["C"] * 7 + ["B"] * 4, 5) == {"C"}
    assert shared_values(["A"] * 6 + ["B"] * 4 + ["C"] * 2, 5) == {"A"}
    assert shared_values(["A"] * 6 + [None] * 2, 5) == {"A"}
    few = Result("value", ("customer", "tier"), [("ann", "A")] * 4)
    assert pseudonymous(few, SECRET).records == [] and len(pseudonymous(few, SECRET, k=4).records) == 4


def test_a_small_group_by_hand() -> None:
    """Three of Jilin would follow from the total: the next smallest, Hubei, goes with them, and the running shares."""
    columns = ("province", "customers", "net_sales", "cumulative_share")
    rows = [
        (name, n, Decimal(n), Decimal(n) / 100) for name, n in (("浙江", 50), ("湖北", 8), ("江苏", 30), ("吉林", 3))
    ]
    facts = {"customers": 91, "buyers": 3}
    hidden, shown = hidden_and_rows(Result("profile", columns, rows, facts=facts), 5)
    assert len(hidden) == 2 and large(facts, 5) == {"customers": 91}
    assert [row[1:] for row in shown] == [
        (50, Decimal(50), None),
        (None, None, None),
        (30, Decimal(30), None),
        (None, None, None),
    ]


def test_sales_without_a_buyer_and_changes_from_hidden_rows_by_hand() -> None:
    """All sales less those to new and returning customers would be the one order that nobody is known of."""
    sales = ("new_net_sales", "returning_net_sales", "unidentified_net_sales")
    columns = ("period", "customers", "new_customers", "net_sales", "change_rate", *sales)
    rows: list[tuple[Any, ...]] = [
        ("2024-01", 20, 10, Decimal(200), None, Decimal(150), Decimal(50), Decimal(0)),
        ("2024-02", 30, 10, Decimal(300), Decimal("0.5"), Decimal(90), Decimal(199), Decimal(11)),
    ]
    hidden, shown = hidden_and_rows(Result("trend", columns, rows), 5)
    assert not hidden and shown[0] == rows[0] and shown[1][5:] == (None, None, None)
    rows.append(("2024-03", 12, 10, Decimal(120), Decimal("-0.6"), Decimal(80), Decimal(40), Decimal(0)))
    hidden, shown = hidden_and_rows(Result("trend", columns, rows), 5)
    assert len(hidden) == 2  # two returning customers, and the smallest other
    assert [row[3] for row in shown] == [None, Decimal(300), None]
    assert not any(row[4] for row in shown)


def test_headline_numbers_by_hand() -> None:
    facts: dict[str, object] = {"customers": 12, "purchases": 24, "net_sales": Decimal("612.00")}
    shop = {"shop_purchases": 25, "shop_net_sales": Decimal("1389.77"), "top_fifth_share": Decimal("0.25")}
    assert pseudonymous(Result("tiers", (), [], facts=facts | shop), SECRET).facts == facts
    shop = {"shop_purchases": 30, "shop_net_sales": Decimal("1389.77")}
    assert pseudonymous(Result("tiers", (), [], facts=facts | shop), SECRET).facts == facts | shop
    facts["audience_customers"] = 3
    assert pseudonymous(Result("tiers", (), [], facts=facts), SECRET).facts == {"customers": 12, "purchases": 24}


def test_a_table_beside_another_does_not_tell_of_its_hidden_cells() -> None:
    """The money of a cell goes with its customers, and an average of a column whose cells are of few goes, too."""
    pivot = Pivot(("stage",), "tier", "tier", "customers", footer="cross_totals", footer_value="customers")
    places = [(stage, tier) for stage in ("new", "due", "lost") for tier in ("A", "B", "C")]
    sizes = (2, 9, 9, 7, 9, 9, 20, 20, 2)
    cells = [(*place, size) for place, size in zip(places, sizes, strict=True)]
    money = Result("cross_net_sales", ("stage", "tier", "net_sales"), [(*place, Decimal(50)) for place in places])
    sums = Result("cross_totals", ("tier", "avg_basket"), [(tier, Decimal(9)) for tier in ("A", "B", "C")])
    answer = Result("profile_cross", ("stage", "tier", "customers"), cells, pivot=pivot)
    shared = pseudonymous(replace(answer, parts={"cross_net_sales": money, "cross_totals": sums}), SECRET)
    gone = [row[:2] for row in shared.records if row[2] is None]
    assert {("new", "A"), ("due", "A"), ("lost", "C")} <= {*gone}
    assert [row[:2] for row in shared.parts["cross_net_sales"].records if row[2] is None] == gone
    for size, is_told in ((2, False), (9, True)):
        cells = [("2024-01", "A", size), ("2024-02", "A", 3), ("2024-01", "B", 9), ("2024-02", "B", 9)]
        few = replace(answer, records=cells, parts={"cross_totals": replace(sums, records=sums.records[:2])})
        below = pseudonymous(few, SECRET, k=6).parts["cross_totals"].records
        assert [row[1] for row in below] == [Decimal(9) if is_told else None, Decimal(9)], size


@given(sizes=st.lists(st.integers(0, 30), min_size=1, max_size=12), k=st.integers(2, 12))
def test_what_is_hidden_does_not_follow_from_the_total(sizes: list[int], k: int) -> None:
    table = Result("profile", ("province", "customers"), [(str(n), size) for n, size in enumerate(sizes)])
    hidden = hidden_rows(table, Known(k))
    assert all(n in hidden for n, size in enumerate(sizes) if 0 < size < k)
    shown = [n for n, size in enumerate(sizes) if size and n not in hidden]
    assert not hidden or not shown or (len(hidden) > 1 and sum(sizes[n] for n in hidden) >= k)
    assert all(sizes[n] for n in hidden)


@given(cells=st.lists(st.integers(0, 12), min_size=12, max_size=12))
def test_nor_from_the_sum_of_a_line_or_column(cells: list[int]) -> None:
    rows = [(f"r{n // 4}", f"c{n % 4}", size) for n, size in enumerate(cells)]
    pivot = Pivot(("province",), "channel", "x", "customers")
    hidden = hidden_rows(Result("profile", ("province", "channel", "customers"), rows, pivot=pivot), Known(5))
    for place in (0, 1):
        for name in {row[place] for row in rows}:
            group = [n for n, row in enumerate(rows) if row[place] == name]
            out, shown = [n for n in group if n in hidden], [n for n in group if cells[n] and n not in hidden]
            assert not out or not shown or (len(out) > 1 and sum(cells[n] for n in out) >= 5)


def small(result: Result, k: int) -> list[tuple[str, Any]]:
    """Counts of people below k, and values of one person, in an answer and its parts."""
    found = []
    for each in answers(result):
        if any(word(name).privacy == "personal" for name in each.columns):
            found += [(name, each.facts[name]) for name in PEOPLE & each.facts.keys() if 0 < int(each.facts[name]) < k]  # type: ignore[call-overload]
            continue
        cells = [(name, value) for row in each.records for name, value in zip(each.columns, row, strict=True)]
        cells += list(each.facts.items())
        found += [(name, value) for name, value in cells if name in PEOPLE and value and 0 < int(value) < k]  # type: ignore[call-overload]
        found += [(name, value) for name, value in cells if name in EXTREMES and value is not None]
    return found


@pytest.fixture(scope="module")
def shared(store: Path) -> dict[str, Result]:
    """What every command gives under --pseudonyms, caught where it is published."""
    import crmkit.deliver.publish as room

    caught: dict[str, Result] = {}
    with pytest.MonkeyPatch.context() as patch:
        publish = room.publish
        for line in (*COMMANDS, *LISTS):
            last: list[Result] = []

            def keep(result: Result, *rest: Any, into: list[Result] = last, **more: Any) -> Any:
                into.append(result)
                return publish(result, *rest, **more)

            patch.setattr(room, "publish", keep)
            words = [*line.split(), "--store", str(store), "--pseudonyms", "-f", "json"]
            run = run_here(words, store.parent, environment(HOME=str(store.parent)))
            assert run.code == 0, (line, run.err)
            caught[line] = replace(last[0], language="en")
    return caught


def test_k_is_respected_by_every_command(shared: dict[str, Result]) -> None:
    assert {line: found for line, result in shared.items() if (found := small(result, 5))} == {}


@pytest.mark.parametrize("metric", ["customers", "net-sales", "avg-basket"])
def test_a_cohort_of_few_is_an_empty_cell(tmp_path: Path, metric: str) -> None:
    """Cells of few bear no figure, so no colour, in whatever form people read them."""
    orders = str(Path(__file__).parents[2] / "examples" / "orders.csv")
    for words in (["-f", "table"], ["-f", "md"], ["-o", str(tmp_path / "cohorts.xlsx")]):
        run = run_here(["cohort", orders, "--pseudonyms", "--metric", metric, *words], tmp_path, environment())
        assert run.code == 0, run.err


def test_every_form_has_room_for_hidden_cells(shared: dict[str, Result], tmp_path: Path) -> None:
    for number, result in enumerate(shared.values()):
        for form in ("table", "md", "csv", "ndjson", "xlsx", "parquet"):
            fewer = pseudonymous(replace(result, parts=dict(result.parts)), SECRET, k=500)
            for each in (result, fewer):
                (tmp_path / f"{number}").mkdir(exist_ok=True)
                target = Target(stdout=sys.stdout, path=tmp_path / f"{number}" / f"x{each is fewer}.{form}")
                publish(each, target, format=form, language="zh", looks=Looks(full=True), reveal=True)


def test_what_divides_the_same_people_twice_is_left_out(shared: dict[str, Result]) -> None:
    """A segment less its cells, or tiers less deciles, would be the few between their borders."""
    for line, name in (("segment", "grid"), ("tiers", "deciles")):
        assert name not in shared[line].parts
    assert "top_fifth_share" not in shared["tiers"].facts
    assert "pseudonyms_overlap" in [note.code for note in shared["tiers"].notes]


def test_an_average_does_not_tell_of_a_hidden_cell(shared: dict[str, Result]) -> None:
    """Where an average of cohorts is shown, the cells hidden above it are of five buyers or more in two cells."""
    cells, average = shared["cohort"], shared["cohort"].parts["average"]
    shown = {row[0] for row in average.records if row[average.columns.index("avg_basket")] is not None}
    place = [cells.columns.index(name) for name in ("period_number", "is_complete", "buyers", "customers")]
    hidden: dict[object, int] = {}
    for row in cells.records:
        step, is_complete, buyers, customers = (row[each] for each in place)
        assert customers is not None or buyers is None
        if is_complete and buyers is None and step in shown:
            hidden[step] = hidden.get(step, 0) + 1
    assert shown and all(number > 1 for number in hidden.values())


def test_no_name_and_no_order_number_is_shared(shared: dict[str, Result], nicks: list[str]) -> None:
    wrong = {}
    for line, result in shared.items():
        told = [
            str(value) for each in answers(result) for row in each.records for value in row if isinstance(value, str)
        ]
        told += [str(value) for each in answers(result) for value in (*each.facts.values(), *each.params.values())]
        told += [note.text("en") for note in result.notes]
        wrong[line] = set(told) & set(nicks)
        assert not result.answer and result.screen is None and "reading" not in result.parts
        assert "pseudonyms_used" in [note.code for note in result.notes], line
    assert not any(wrong.values()), wrong


def test_the_options_on_a_command_line(store: Path, tmp_path: Path) -> None:
    env = environment(HOME=str(tmp_path))

    def run(*words: str) -> Any:
        return run_here(["tiers", "--detail", "-f", "csv", *words], tmp_path, env)

    at = ("--store", str(store))
    assert run(*at, "--pseudonyms").text == run(*at, "--pseudonyms").text
    (tmp_path / "key").write_bytes(b"k" * 32)
    assert run(*at, "--pseudonyms", "--pseudonym-key", "key").text != run(*at, "--pseudonyms").text
    orders = str(Path(__file__).parents[2] / "examples" / "orders.csv")
    fresh = [run(orders, "--pseudonyms") for _ in range(2)]
    assert fresh[0].text != fresh[1].text and fresh[0].code == 0
    kept = [run(orders, "--pseudonyms", "--pseudonym-key", "key").text for _ in range(2)]
    assert kept[0] == kept[1]
    for words in (("--pseudonyms", "--reveal"), ("--k", "9"), ("--pseudonyms", "--pseudonym-key", "none")):
        assert run(*at, *words).code == 2
    for secret in (b"k", b"k" * 1_000_001):  # too short to be a secret, too long to be meant as one
        (tmp_path / "key").write_bytes(secret)
        assert run(*at, "--pseudonyms", "--pseudonym-key", "key").code == 2


def test_notes_of_few_people_are_left_out() -> None:
    result = Result(
        "x",
        ("customers",),
        [],
        notes=(Note("a", {"n": 3}), Note("b", {"n": 30}), Note("c", found=True), Note("d", {"customer": "ann"})),
    )
    assert [note.code for note in pseudonymous(result, SECRET).notes] == ["b", "pseudonyms_used", "pseudonyms_windows"]


def test_the_nearest_window_is_advised(monkeypatch: pytest.MonkeyPatch) -> None:
    for days, nearest in ((365, 360), (91, 90), (1, 30)):
        monkeypatch.setattr(sharing.session, "typed", {"window_days": days}.get)
        with pytest.raises(UsageError) as refused:
            sharing._require_months()
        assert refused.value.values["nearest"] == nearest


def test_the_least_and_the_most_of_all_are_no_limits_to_share() -> None:
    rows = [("a", 10, Decimal("12.40"), Decimal("99.00")), ("b", 20, Decimal("101.00"), Decimal("88123.00"))]
    shared = pseudonymous(Result("x", ("segment", "customers", "monetary_from", "monetary_to"), rows), SECRET)
    assert [record[2:] for record in shared.records] == [(None, Decimal("100.00")), (Decimal("100.00"), None)]
