"""Snapshots keep the groups of customers; a comparison of two loses no customer and gives each a direction."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.analyses import kept_shops
from tests.analyses.kept_shops import KEYS, Moves, Order, keep, rows_of
from tests.analyses.test_churn_kept import export
from tests.analyses.till import busy
from tests.depth import examples

import crmkit
from crmkit.analyses.diff.rows import Ladder
from crmkit.customers.scores.maps import load_map
from crmkit.customers.standings.standings import By, places
from crmkit.errors import NotEnoughError, UsageError
from crmkit.result import Result
from crmkit.store.connect import connect
from crmkit.store.migrate import SCHEMA_VERSION

DAY = date(2024, 6, 30)
KINDS = ("segment", "tier", "stage", "risk")
NAMES = {key: name for name, key in KEYS.items()}
FEW: list[Order] = [
    ("ann", date(2024, 1, 5), 90_000),
    ("ann", date(2024, 6, 1), 20_000),
    ("bob", date(2024, 2, 7), 9_000),
    ("cat", date(2024, 6, 30), 1_000),
    (None, date(2024, 3, 3), 5_000),
]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with the orders of ``FEW``."""
    return keep(tmp_path / "shop.duckdb", FEW)


def compared(path: Path, *names: str, **question: object) -> Result:
    with crmkit.open(path) as shop:
        return crmkit.diff(shop, *names, **question)  # type: ignore[arg-type]


def cells(result: Result) -> Moves:
    """The pairs of groups: customers, fen before and after."""
    place = {name: number for number, name in enumerate(result.columns)}
    return {
        (row[place["from_code"]], row[place["to_code"]]): (  # type: ignore[misc]
            row[place["customers"]],
            *(int(Decimal(str(row[place[name]])) * 100) for name in ("net_spend_before", "net_spend_after")),
        )
        for row in result.records
    }


def kept(path: Path) -> list[str]:
    with crmkit.open(path) as shop:
        return [str(row[0]) for row in crmkit.snapshots(shop).records]


@pytest.mark.parametrize("by", KINDS)
def test_two_snapshots_of_the_same_data_are_empty_of_moves(store: Path, by: str) -> None:
    for name in ("one", "other"):
        crmkit.snapshot(store, name)
    assert rows_of(store, "one") == rows_of(store, "other")
    for names in (("one", "other"), ("one",)):
        answer = compared(store, *names, by=by)
        assert answer.facts["moved"] == 0
        assert answer.facts["customers_before"] == answer.facts["customers_after"] == 3
        assert answer.facts["net_spend_change"] == 0
        assert all(before == after for before, after in cells(answer))
        assert {name for name, part in answer.parts.items() if part.records} == {"diff_totals", "diff_groups"}
        assert compared(store, *names, by=by, detail=True).records == []


def test_what_a_shopkeeper_would_say_of_a_month(store: Path) -> None:
    """Ann's large order came back, Bob bought much, Cat's only order was closed, Dan is new, one is unidentified."""
    crmkit.snapshot(store, "june")
    july = date(2024, 7, 31)
    keep(store, [("ann", DAY, 20_000), ("bob", july, 100_000), ("cat", DAY, 0), ("dan", july, 500), (None, july, 700)])
    answer = compared(store, "june", by="tier")
    assert cells(answer) == {
        ("A", "B"): (1, 110_000, 20_000),
        ("B", "A"): (1, 9_000, 100_000),
        ("C", None): (1, 1_000, 0),
        (None, "C"): (1, 0, 500),
    }
    assert answer.as_of == july
    wanted = {"moved": 4, "moved_up": 1, "moved_down": 1, "joined": 1, "left": 1, "not_moved": 0}
    assert {name: answer.facts[name] for name in wanted} == wanted
    assert answer.facts["net_spend_change"] == Decimal("5.00")
    named = {name: [(row[0], row[-1]) for row in part.records] for name, part in answer.parts.items()}
    assert named["diff_gains"] == [("bob", Decimal("910.00")), ("dan", Decimal("5.00"))]
    assert named["diff_losses"] == [("ann", Decimal("-900.00")), ("cat", Decimal("-10.00"))]
    detail = compared(store, "june", by="tier", detail=True)
    assert [(row[0], row[5]) for row in detail.records] == [
        ("ann", "down"),
        ("bob", "up"),
        ("cat", "left"),
        ("dan", "joined"),
    ]


orders = st.lists(
    st.tuples(
        st.sampled_from([*KEYS, None]),
        st.integers(0, 400).map(lambda days: DAY - timedelta(days=days)),
        st.sampled_from([0, 990, 990, 5_000, 12_345, 80_000]),
    ),
    min_size=1,
    max_size=14,
)


@examples(8)
@given(orders, orders, st.integers(0, 14))
@example(FEW, [("bob", DAY + timedelta(days=3), 1)], 5)
def test_a_comparison_is_that_of_plain_python(first: list[Order], more: list[Order], still: int) -> None:
    """Orders are loaded later, others turn out closed: every cell, all money, every sum."""
    second = [*first[:still], *((buyer, day, 0) for buyer, day, _ in first[still:]), *more]
    fen_before, fen_after = kept_shops.spent(first), kept_shops.spent(second)
    if not fen_before:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = keep(Path(folder) / "shop.duckdb", first)
        segments_before = segments(path)
        crmkit.snapshot(path, "first")
        keep(path, second)
        for by in ("tier", "segment"):
            answer = compared(path, "first", by=by, top=99)
            if by == "tier":
                before, after = kept_shops.tiers(fen_before), kept_shops.tiers(fen_after)
            else:
                before, after = segments_before, segments(path) if fen_after else {}
            assert cells(answer) == kept_shops.moves(before, after, fen_before, fen_after)
            _adds_up(answer, fen_before, fen_after)


def segments(path: Path) -> dict[str, str]:
    """The segment of each customer as in ``segment``, a different query."""
    with crmkit.open(path) as shop:
        answer = crmkit.segment(shop, detail=True)
    name, code = answer.columns.index("customer"), answer.columns.index("segment_code")
    return {str(row[name]): str(row[code]) for row in answer.records}


def _adds_up(answer: Result, before: Mapping[str, int], after: Mapping[str, int]) -> None:
    place = {name: number for number, name in enumerate(answer.columns)}
    lines = {row[place["from_code"]]: row[place["customers_before"]] for row in answer.records}
    columns = {row[0]: row[2] for row in answer.parts["diff_totals"].records}
    facts = answer.facts
    assert sum(lines.values()) - lines.get(None, 0) == len(before) == facts["customers_before"]  # type: ignore[call-overload]
    assert sum(columns.values()) - columns.get(None, 0) == len(after) == facts["customers_after"]  # type: ignore[call-overload]
    assert lines.get(None, 0) == facts["joined"] == len({*after} - {*before})
    assert columns.get(None, 0) == facts["left"] == len({*before} - {*after})
    directions = ("moved_up", "moved_down", "joined", "left")
    assert facts["moved"] == sum(int(str(facts[move])) for move in directions)
    assert int(str(facts["moved"])) + int(str(facts["not_moved"])) == len({*before, *after})
    assert facts["net_spend_change"] == Decimal(sum(after.values()) - sum(before.values())) / 100
    gains = answer.parts.get("diff_gains", Result("none", (), [])).records
    assert [row[0] for row in gains] == sorted(
        (name for name in {*before, *after} if after.get(name, 0) > before.get(name, 0)),
        key=lambda name: (before.get(name, 0) - after.get(name, 0), KEYS[name]),
    )


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of a shop that is large enough for churn."""
    folder = tmp_path_factory.mktemp("large")
    sold = [order for order in busy(5, buyers=500, days=640) if not order.back]
    crmkit.load(folder / "shop.duckdb", [export(folder / "orders.csv", sold)])
    crmkit.snapshot(folder / "shop.duckdb", "now")
    with closing(connect(str(folder / "shop.duckdb"), read_only=True)) as connection:
        lessons = connection.execute("select name, cutoff from kept.models").fetchall()
    assert lessons == [("churn by auto", date(2023, 10, 2))], "what churn learnt for a snapshot is kept, too"
    crmkit.snapshot(folder / "shop.duckdb", "spring", as_of=date(2023, 7, 2))
    return folder / "shop.duckdb"


def test_risk_is_that_of_churn(large: Path) -> None:
    with crmkit.open(large) as shop:
        answer = crmkit.churn(shop, detail=True)
    band = answer.columns.index("risk")
    predicted = sorted(str(row[band]) for row in answer.records)
    assert set(predicted) > {"high", "low", "inactive"}
    assert sorted(str(risk) for _, _, _, risk, _ in rows_of(large, "now").values()) == predicted


@pytest.mark.parametrize("by", KINDS)
def test_every_kind_is_compared_customer_by_customer(large: Path, by: str) -> None:
    sooner, later = ({key: row for key, row in rows_of(large, name).items()} for name in ("spring", "now"))
    sides = [{str(key): str(row[KINDS.index(by)]) for key, row in side.items()} for side in (sooner, later)]
    money = [{str(key): int(str(row[4])) for key, row in side.items()} for side in (sooner, later)]
    answer = compared(large, "spring", "now", by=by)
    assert cells(answer) == kept_shops.moves(*sides, *money)
    assert cells(compared(large, "spring", by=by)) == cells(answer), "the store of now is as it was then"
    backwards = compared(large, "now", "spring", by=by)
    assert {move: cell[0] for move, cell in cells(backwards).items()} == {
        (after, before): cell[0] for (before, after), cell in cells(answer).items()
    }
    assert [backwards.facts[move] for move in ("moved_up", "moved_down", "joined", "left")] == [
        answer.facts[move] for move in ("moved_down", "moved_up", "left", "joined")
    ]
    assert "diff_backwards" in {note.code for note in backwards.notes}


@pytest.mark.parametrize("by", ["segment", "tier", "stage"])
def test_a_condition_leaves_of_the_moves_those_of_its_customers(large: Path, by: By) -> None:
    with crmkit.open(large) as shop:
        chosen = set(crmkit.profile(shop, detail=True, where="net_spend>=300").rows["customer"])
        everybody = crmkit.diff(shop, "spring", by=by, detail=True).rows
        answer = crmkit.diff(shop, "spring", by=by, detail=True, where="net_spend>=300")
        matrix = crmkit.diff(shop, "spring", by=by, where="net_spend>=300")
    assert len(chosen) > 0
    assert 0 < answer.rows.height < everybody.height
    assert answer.rows.equals(everybody.filter(everybody["customer"].is_in(list(chosen))))
    assert matrix.facts["customers_after"] == len(chosen)
    assert matrix.params["where"] == "net_spend>=300"


def test_risk_that_cannot_be_predicted_moves_no_customer(store: Path) -> None:
    answer = crmkit.snapshot(store, "few")
    assert "snapshot_churn_needs" in {note.code for note in answer.notes}
    assert answer.facts["risk_known"] == 0
    assert "risk" not in {row[0] for row in answer.records}
    keep(store, [*FEW, ("dan", DAY, 100)])
    later = compared(store, "few", by="risk")
    assert cells(later) == {("unknown", "unknown"): (3, 120_000, 120_000), (None, "unknown"): (1, 0, 100)}
    assert (later.facts["moved"], later.facts["risk_unknown"]) == (1, 3)
    assert {"snapshot_churn_needs", "diff_unknown"} <= {note.code for note in later.notes}


def test_counts_of_each_kind_are_all_customers(store: Path) -> None:
    answer = crmkit.snapshot(store, "few", segments="cn8", language="zh")
    for kind in ("segment", "tier", "stage"):
        own = [row for row in answer.records if row[0] == kind]
        assert (sum(row[4] for row in own), sum(row[6] for row in own)) == (3, Decimal("1200.00"))  # type: ignore[misc]
    assert {row[2]: row[4] for row in answer.records if row[0] == "tier"} == {"A": 1, "B": 1, "C": 1}


def test_one_customer(tmp_path: Path) -> None:
    path = keep(tmp_path / "shop.duckdb", [("ann", DAY, 100)])
    crmkit.snapshot(path, "one")
    assert rows_of(path, "one") == {KEYS["ann"]: ("hibernating", "A", "new", None, 100)}
    keep(path, [("ann", DAY, 0), ("bob", DAY, 5)])
    answer = compared(path, "one", by="tier")
    assert cells(answer) == {("A", None): (1, 100, 0), (None, "A"): (1, 0, 5)}


def test_unidentified_buyers_leave_nothing_behind(tmp_path: Path) -> None:
    path = keep(tmp_path / "shop.duckdb", [(None, DAY, 100)])
    with pytest.raises(NotEnoughError) as caught:
        crmkit.snapshot(path, "nobody")
    assert caught.value.code == "no_buyers"
    assert kept(path) == []


def test_everybody_gone(store: Path) -> None:
    crmkit.snapshot(store, "june")
    keep(store, [(None, DAY, 100)])
    answer = compared(store, "june", by="segment")
    assert (answer.facts["left"], answer.facts["customers_after"], answer.facts["net_spend_change"]) == (
        3,
        0,
        Decimal("-1200.00"),
    )


def test_a_snapshot_of_a_day_to_come_is_compared_with_that_day(store: Path) -> None:
    crmkit.snapshot(store, "august", as_of=date(2024, 8, 31))
    answer = compared(store, "august", by="stage")
    assert (answer.as_of, answer.facts["moved"]) == (date(2024, 8, 31), 0)


def test_a_snapshot_of_an_earlier_day_knows_nothing_of_later_purchases(store: Path) -> None:
    crmkit.snapshot(store, "march", as_of=date(2024, 3, 31))
    assert {NAMES[key]: row[4] for key, row in rows_of(store, "march").items()} == {"ann": 90_000, "bob": 9_000}


@pytest.mark.parametrize("name", ["2024-06", "六月", "v1.2_b", "x" * 64])
def test_names_that_do(store: Path, name: str) -> None:
    crmkit.snapshot(store, name)
    assert kept(store) == [name]


@pytest.mark.parametrize("name", ["", "-a", ".a", "a b", "a/b", "a'b", "x" * 65, "a\n", "a\x1b", "orders.csv"])
def test_names_that_do_not(store: Path, name: str) -> None:
    with pytest.raises(UsageError) as caught:
        crmkit.snapshot(store, name)
    assert caught.value.code == ("snapshot_of_files" if name == "orders.csv" else "snapshot_name")
    assert kept(store) == []


def test_a_name_is_not_taken_twice_unless_it_is_replaced(store: Path) -> None:
    crmkit.snapshot(store, "june")
    before = rows_of(store, "june")
    keep(store, [*FEW, ("dan", DAY, 100)])
    with pytest.raises(UsageError, match="june"):
        crmkit.snapshot(store, "june")
    assert rows_of(store, "june") == before
    crmkit.snapshot(store, "june", replace=True)
    assert len(rows_of(store, "june")) == len(before) + 1
    assert kept(store) == ["june"]


def test_one_is_removed_and_the_others_stay(store: Path) -> None:
    for name in ("june", "july"):
        crmkit.snapshot(store, name)
    crmkit.remove_snapshot(store, "june")
    assert kept(store) == ["july"]
    assert rows_of(store, "june") == {}
    assert len(rows_of(store, "july")) == 3


@pytest.mark.parametrize("taken", [True, False])
def test_a_name_that_is_not_there_is_answered_with_the_nearest(store: Path, taken: bool) -> None:
    if taken:
        crmkit.snapshot(store, "2024-06")
    for ask in (lambda: compared(store, "2024-6"), lambda: crmkit.remove_snapshot(store, "2024-6")):
        with pytest.raises(UsageError) as caught:
            ask()
        assert caught.value.code == ("snapshot_unknown" if taken else "snapshot_none")
        assert ("2024-06" in str(caught.value)) == taken
        assert "crmkit snapshot" in str(caught.value)


def test_maps_and_months_must_be_the_same_where_they_matter(store: Path) -> None:
    crmkit.snapshot(store, "grid")
    crmkit.snapshot(store, "eight", segments="cn8")
    crmkit.snapshot(store, "year", months=12)
    with pytest.raises(UsageError) as caught:
        compared(store, "grid", "eight")
    assert caught.value.code == "diff_maps"
    with pytest.raises(UsageError) as caught:
        compared(store, "grid", "year", by="risk")
    assert caught.value.code == "diff_months"
    assert compared(store, "grid", "eight", by="tier").facts["moved"] == 0
    assert compared(store, "grid", "eight", by="risk").facts["moved"] == 0
    assert compared(store, "grid", "year").facts["moved"] == 0


def test_a_map_of_ones_own_is_kept_with_its_words(store: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    lines = ['[[segments]]\ncode = "more"\nen = "Friends"\nzh = "好友"\ncells = [{ f = "2-5" }]']
    lines += ['[[segments]]\ncode = "once"\nen = "Guests"\nzh = "过客"\ncells = [{ f = "1" }]']
    own.write_text("\n".join(lines), encoding="utf-8")
    crmkit.snapshot(store, "mine", segments=str(own))
    own.write_text("nothing of the kind", encoding="utf-8")
    keep(store, [*FEW, ("cat", DAY - timedelta(days=9), 100)])
    answer = compared(store, "mine", language="zh")
    assert cells(answer)[("once", "more")] == (1, 1_000, 1_100)
    assert {row[1] for row in answer.records} == {"好友", "过客"}
    assert answer.facts["moved_up"] == 1, "a map lists the best first"


def test_what_is_kept_has_no_names(tmp_path: Path) -> None:
    path = tmp_path / "shop.duckdb"
    sold = [order for order in busy(3, buyers=30) if not order.back]
    crmkit.load(path, [export(tmp_path / "orders.csv", sold)])
    crmkit.snapshot(path, "now")
    with closing(connect(str(path), read_only=True)) as connection:
        columns = connection.execute(
            "select column_name from information_schema.columns where table_name = 'snapshot_customers' order by 1"
        ).fetchall()
        texts = connection.execute("select distinct segment || tier || stage from kept.snapshot_customers").fetchall()
    assert [name for (name,) in columns] == ["customer_key", "name", "net_fen", "risk", "segment", "stage", "tier"]
    assert not [text for (text,) in texts if any((order.buyer or "b000") in text for order in sold)]


def test_the_order_of_lines_and_files_changes_nothing(tmp_path: Path) -> None:
    sold = [order for order in busy(8, buyers=40) if not order.back]
    whole = Path(export(tmp_path / "orders.csv", sold))
    header, *lines = whole.read_text(encoding="utf-8").splitlines()
    parts = []
    for number, some in enumerate((lines[::-2], lines[-2::-2])):
        parts.append(tmp_path / f"{number}.csv")
        parts[-1].write_text("\n".join([header, *some]) + "\n", encoding="utf-8")
    one, other = tmp_path / "one.duckdb", tmp_path / "other.duckdb"
    crmkit.load(one, [str(whole)])
    crmkit.load(other, [str(part) for part in parts])
    answer = [crmkit.snapshot(path, "now", months=1) for path in (one, other)]
    assert answer[0].records == answer[1].records
    assert sorted(rows_of(one, "now").values(), key=str) == sorted(rows_of(other, "now").values(), key=str)


def test_a_store_from_before_snapshots_is_as_good_as_any(store: Path) -> None:
    assert kept(store) == []
    crmkit.snapshot(store, "first")
    with closing(connect(str(store), read_only=True)) as connection:
        version = connection.execute("select value from kept.meta where name = 'schema_version'").fetchall()
    assert version == [(str(SCHEMA_VERSION),)], "snapshots need no version of their own"


def test_no_store_and_no_order(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        crmkit.snapshot(tmp_path / "none.duckdb", "x")
    assert caught.value.code == "no_store"
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotEnoughError):
        crmkit.snapshot(keep(tmp_path / "shop.duckdb", []), "x")


@pytest.mark.parametrize("question", [{"by": "money"}, {"top": -1}])
def test_questions_without_sense(store: Path, question: dict[str, object]) -> None:
    crmkit.snapshot(store, "june")
    with pytest.raises(UsageError):
        compared(store, "june", **question)


@pytest.mark.parametrize("months", [0, 25])
def test_months_without_sense(store: Path, months: int) -> None:
    with pytest.raises(UsageError):
        crmkit.snapshot(store, "june", months=months)


@pytest.mark.parametrize(
    ("by", "before", "after", "direction"),
    [
        ("stage", "new", "active", "up"),
        ("stage", "active", "due", "down"),
        ("stage", "lost", "overdue", "up"),
        ("risk", "high", "low", "up"),
        ("risk", "slowing", "inactive", "down"),
        ("risk", "unknown", "low", "unknown"),
        ("risk", "unknown", None, "left"),
        ("tier", "C", "A", "up"),
        ("segment", "champions", "loyal", "down"),
        ("segment", "loyal", "loyal", "not_moved"),
        ("segment", None, "new", "joined"),
    ],
)
def test_what_counts_as_up(by: By, before: str | None, after: str | None, direction: str) -> None:
    ladder = Ladder(places(by, load_map("grid"), "en"), "en")
    assert ladder.direction(before, after) == direction


def test_segments_of_one_name_differ_by_their_codes(store: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine.toml"
    lines = [
        f'[[segments]]\ncode = "{code}"\nen = "Friends"\ncells = [{{ f = "{cells}" }}]'
        for code, cells in (("more", "2-5"), ("once", "1"))
    ]
    own.write_text("\n".join(lines), encoding="utf-8")
    crmkit.snapshot(store, "mine", segments=str(own))
    assert {row[4] for row in compared(store, "mine").records} == {"Friends (more)", "Friends (once)"}


def test_other_versions_and_missing_customers_are_noted(store: Path) -> None:
    crmkit.snapshot(store, "june")
    with closing(connect(str(store))) as connection:
        connection.execute("update kept.snapshots set version = '0.0.1'")
    keep(store, FEW[:3])
    answer = compared(store, "june", by="tier")
    notes = {note.code: note.text("en") for note in answer.notes}
    assert set(notes) == {"diff_versions", "diff_gone"}
    assert "0.0.1" in notes["diff_versions"]
    assert notes["diff_gone"].startswith("1 customer left")
