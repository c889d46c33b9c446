"""Who is on a list, who is held out and who is left out, and that the list stays as it was drawn."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from tests.campaigns.audience.till import DAY, Person, Rules, at, days_ago, funnel, keep, key_of, members, plain
from tests.depth import examples
from tests.ingest.load_case import KEYS

import crmkit
from crmkit.campaigns.audience.audience import audience
from crmkit.campaigns.audience.drawing import DRAWS, below
from crmkit.campaigns.audience.wish import Cap, Wish, cap_of, days_of, share_of
from crmkit.errors import NotEnoughError, Refused, UsageError
from crmkit.result import Result

EVERYBODY = "purchase_days>=1"


def draw(
    path: Path, name: str = "list", where: str = EVERYBODY, *, wish: Wish | None = None, **asked: object
) -> Result:
    wish = wish or Wish(where, "list")
    return audience(path, name, where=where, wish=wish, as_of=DAY, **asked)  # type: ignore[arg-type]


def steps(result: Result) -> dict[str, int]:
    return dict(result.parts["audience_funnel"].records)  # type: ignore[arg-type]


def test_each_reason_on_the_day_at_its_edge(tmp_path: Path) -> None:
    yes = (at(1), "sms", "yes")
    seven, six = days_ago(7, 6)
    long_ago = DAY - timedelta(days=60)
    once = [(long_ago, 5000)]
    people = {
        "fine": Person(once, answers=[yes]),
        "blocked": Person(once, answers=[(at(2), "", "blocked"), (at(122), "sms", "yes")]),
        "no later": Person(once, answers=[yes, (at(32), "", "no")]),
        "yes later": Person(once, answers=[(at(-300), "", "no"), yes]),
        "at once both": Person(once, answers=[yes, (yes[0], "sms", "no")]),
        "silent": Person(once),
        "another channel": Person(once, answers=[(yes[0], "mail", "yes")]),
        "refunding": Person(once, answers=[yes], has_open_refund=True),
        "bought 7 days ago": Person([(seven, 5000)], answers=[yes]),
        "bought 6 days ago": Person([(six, 5000)], answers=[yes]),
        "contacted 7 days ago": Person(once, [(seven, "sent", "treated")], [yes]),
        "contacted 6 days ago": Person(once, [(six, "sent", "treated")], [yes]),
        "contacted in vain": Person(once, [(six, "failed", "treated")], [yes]),
        "held out before": Person(once, [(six, "sent", "holdout")], [yes]),
        "contacted twice": Person(once, [(day, "sent", "treated") for day in days_ago(8, 29)], [yes]),
        "the first is 30 days ago": Person(once, [(day, "sent", "treated") for day in days_ago(8, 30)], [yes]),
        "contacted after the day": Person(once, [(DAY + timedelta(days=3), "sent", "treated")], [yes]),
    }
    path = keep(tmp_path / "shop.duckdb", people)
    result = draw(path, wish=Wish(EVERYBODY, "list", holdout_millionths=0))
    found = members(path, "list")
    left_out = {name: found[key_of(name)][1] for name in people}
    assert left_out == {
        "fine": None,
        "blocked": "blocked",
        "no later": "refused",
        "yes later": None,
        "at once both": "refused",
        "silent": "no_consent",
        "another channel": "no_consent",
        "refunding": "open_refund",
        "bought 7 days ago": None,
        "bought 6 days ago": "just_bought",
        "contacted 7 days ago": None,
        "contacted 6 days ago": "just_contacted",
        "contacted in vain": None,
        "held out before": None,
        "contacted twice": "over_cap",
        "the first is 30 days ago": None,
        "contacted after the day": "just_contacted",
    }
    assert result.facts["matched"] == 17 and result.facts["listed"] == 7 and result.facts["left_out"] == 10
    assert sorted(str(record[0]) for record in result.records) == sorted(
        name for name, why in left_out.items() if not why
    )


days = st.integers(0, 60).map(lambda ago: DAY - timedelta(days=ago))
persons = st.builds(
    Person,
    st.lists(st.tuples(days, st.integers(1, 9999)), min_size=1, max_size=3),
    st.lists(st.tuples(days, st.sampled_from(["sent", "planned", "failed"]), st.sampled_from(["treated", "holdout"]))),
    st.lists(
        st.tuples(
            st.integers(0, 3).map(lambda n: at(1 + n)),
            st.sampled_from(["", "sms", "mail"]),
            st.sampled_from(["yes", "yes", "no", "blocked"]),
        ),
        max_size=3,
    ),
    st.booleans(),
)
rules = st.builds(
    Rules,
    channel=st.sampled_from(["sms", "message"]),
    assumes=st.booleans(),
    rest=st.integers(0, 10),
    after=st.integers(0, 10),
    cap=st.tuples(st.integers(1, 3), st.integers(1, 40)),
    most=st.none() | st.integers(1, 6),
    holdout=st.sampled_from([0, 0.1, 0.5]),
)


@given(people=st.lists(persons, min_size=1, max_size=12), asked=rules)
@examples(10)
def test_the_funnel_is_that_of_plain_python(people: list[Person], asked: Rules) -> None:
    """No one twice, none without consent, none over the cap, and it closes."""
    named = {f"buyer{number}": person for number, person in enumerate(people)}
    wanted = funnel(named, asked)
    with tempfile.TemporaryDirectory() as folder:
        path = keep(Path(folder) / "shop.duckdb", named)
        wish = Wish(
            EVERYBODY,
            asked.salt,
            holdout_millionths=int(asked.holdout * 1_000_000),
            channel=asked.channel,  # type: ignore[arg-type]
            assumes_consent=asked.assumes,
            cap=Cap(*asked.cap),
            quiet_days=asked.rest,
            after_order_days=asked.after,
            most=asked.most,
        )
        if not wanted["list"]:
            with pytest.raises(NotEnoughError):
                draw(path, wish=wish)
            return
        result = draw(path, wish=wish)
        found = members(path, "list")
    for step, names in wanted.items():
        kept = {key for key, (arm, why) in found.items() if (why or arm) == step}
        assert kept == {key_of(name) for name in names}, step
    assert [record[0] for record in result.records] == wanted["list"]
    closing = steps(result)
    assert closing.pop("matched") == sum(closing.values()) == len(named)


@pytest.mark.parametrize(
    ("text", "digits"), [("c1|12345", "3170564148"), ("c1|tb爱吃年糕0936", "1040761419"), ("spring|1", "1612574603")]
)
def test_the_draw_is_the_one_that_anybody_can_repeat(text: str, digits: str, tmp_path: Path) -> None:
    """The engine's digest and its first 32 bits; the numbers are those of the specification."""
    number = int(hashlib.sha256(text.encode()).hexdigest()[:8], 16)
    assert str(number) == digits
    salt, name = text.split("|")
    path = keep(tmp_path / "shop.duckdb", plain([name, "other", "third"]))
    just_above = -(-(number + 1) * 1_000_000 // DRAWS)
    for millionths in (just_above - 2, just_above):
        if millionths > 900_000:
            continue
        wish = Wish(EVERYBODY, salt, holdout_millionths=millionths)
        try:
            draw(path, f"m{millionths}", wish=wish)
        except NotEnoughError:
            continue
        is_held = members(path, f"m{millionths}")[key_of(name)][0] == "holdout"
        assert is_held == (number < millionths * DRAWS / 1_000_000)


def numbers(salt: str, people: Sequence[str]) -> list[str]:
    return [hashlib.sha256(f"{salt}|{name}".encode()).hexdigest()[:8] for name in people]


def test_shares_nest_and_salts_are_independent() -> None:
    people = [f"buyer{number}" for number in range(100_000)]
    drawn = {salt: numbers(salt, people) for salt in ("one", "two")}
    tenth = {name for name, number in zip(people, drawn["one"], strict=True) if number < below(100_000)}
    fifth = {name for name, number in zip(people, drawn["one"], strict=True) if number < below(200_000)}
    assert tenth < fifth
    assert abs(len(tenth) - 10_000) < 3 * (100_000 * 0.1 * 0.9) ** 0.5
    table = [[0, 0], [0, 0]]
    for one, two in zip(drawn["one"], drawn["two"], strict=True):
        table[one < below(500_000)][two < below(500_000)] += 1
    assert chi2_contingency(table).pvalue > 0.001
    assert below(0) == "00000000" and below(1_000_000) == "g"


def test_more_customers_move_nobody(tmp_path: Path) -> None:
    few = plain([f"buyer{number}" for number in range(40)])
    more = few | plain([f"late{number}" for number in range(40)])
    wish = Wish(EVERYBODY, "spring", holdout_millionths=400_000)
    arms = []
    for number, people in enumerate((few, more)):
        path = keep(tmp_path / f"{number}.duckdb", people)
        draw(path, wish=wish)
        arms.append({name: members(path, "list")[key_of(name)] for name in few})
    assert arms[0] == arms[1]


def test_it_is_shown_again_as_it_was_and_not_changed(tmp_path: Path) -> None:
    path = keep(tmp_path / "shop.duckdb", plain([f"buyer{number}" for number in range(30)]))
    first = draw(path)
    again = draw(path)
    assert again.records == first.records and steps(again) == steps(first)
    assert [note.code for note in again.notes if note.code.startswith("audience")] == ["audience_as_kept"]
    other = replace(Wish(EVERYBODY, "list"), quiet_days=9)
    with pytest.raises(Refused) as refused:
        draw(path, wish=other)
    assert refused.value.code == "audience_differs"
    draw(path, wish=other, replace=True)
    with crmkit.open(path) as store:
        assert len(crmkit.audiences(store).records) == 1


def test_a_name_whose_window_has_begun_is_not_drawn_anew(tmp_path: Path) -> None:
    people = plain([f"buyer{number}" for number in range(30)])
    people["late"] = Person([(DAY, 100)])
    path = keep(tmp_path / "shop.duckdb", people)
    early = DAY - timedelta(days=10)
    wish = Wish(EVERYBODY, "list")
    audience(path, "list", where=EVERYBODY, wish=wish, as_of=early)
    with pytest.raises(Refused) as refused:
        audience(path, "list", where=EVERYBODY, wish=replace(wish, priority=7), as_of=early, replace=True)
    assert refused.value.code == "audience_begun"


def test_overlapping_lists_leave_customers_to_the_smaller_priority(tmp_path: Path) -> None:
    path = keep(tmp_path / "shop.duckdb", plain([f"buyer{number}" for number in range(30)]))
    free = Wish(EVERYBODY, "list", quiet_days=0, cap=Cap(9, 30))
    draw(path, "first", wish=replace(free, priority=50, most=10))
    second = draw(path, "second", wish=replace(free, priority=50))
    assert steps(second)["other_campaign"] == 10
    third = draw(path, "third", wish=replace(free, priority=49))
    assert "other_campaign" not in steps(third)
    draw(path, "fourth", wish=replace(free, priority=1, most=5))
    capped = draw(path, "capped", wish=replace(free, priority=1, cap=Cap(2, 30), holdout_millionths=0))
    lists = [members(path, name) for name in ("first", "second", "third", "fourth")]
    on_lists = {key: sum(each[key][0] == "list" for each in lists) for key in lists[0]}
    held = {key for key, (arm, _) in lists[3].items() if arm != "left_out"}
    for key, (_, why) in members(path, "capped").items():
        assert why == ("over_cap" if on_lists[key] >= 2 else "other_campaign" if key in held else None)
    assert capped.facts["left_out"] == sum(why is not None for _, why in members(path, "capped").values())


def test_the_base_rate_is_that_of_those_who_matched_before(tmp_path: Path) -> None:
    start = DAY - timedelta(days=30)
    people = plain([f"stays{number}" for number in range(30)], ago=60)
    for number in range(10):
        people[f"back{number}"] = Person([(start - timedelta(days=9), 100), (start + timedelta(days=1 + number), 100)])
    people["new"] = Person([(DAY - timedelta(days=8), 100)])
    path = keep(tmp_path / "shop.duckdb", people)
    result = draw(path, wish=Wish(EVERYBODY, "list", holdout_millionths=500_000))
    assert result.facts["base_customers"] == 40 and str(result.facts["base_rate"]) == "0.250000"
    assert result.facts["base_day"] == start


def test_in_audience_selects_an_arm(tmp_path: Path) -> None:
    path = keep(tmp_path / "shop.duckdb", plain([f"buyer{number}" for number in range(30)]))
    result = draw(path, wish=Wish(EVERYBODY, "list", holdout_millionths=300_000))
    with crmkit.open(path) as store:
        for where, fact in (("in audience:list", "listed"), ("在 名单:list 组=对照", "held_out")):
            assert crmkit.segment(store, where=where).facts["audience_customers"] == result.facts[fact]
        with pytest.raises(UsageError) as refused:
            crmkit.segment(store, where="in audience:lost")
        assert refused.value.code == "audience_missing"


def test_nothing_of_a_name_is_kept(tmp_path: Path) -> None:
    names = [f"buyer{number}" for number in range(30)]
    path = keep(tmp_path / "shop.duckdb", plain(names))
    draw(path, dry_run=True)
    assert not members_or_none(path)
    draw(path)
    assert len(members(path, "list")) == 30


def members_or_none(path: Path) -> object:
    with crmkit.open(path) as store:
        return crmkit.audiences(store).records


@pytest.mark.parametrize(("text", "millionths"), [("10%", 100_000), ("12.5 %", 125_000), ("0", 0), ("0.1", 100_000)])
def test_shares_as_they_are_typed(text: str, millionths: int) -> None:
    assert share_of(text) == millionths


@pytest.mark.parametrize("text", ["", "10", "95%", "-5%", "1.5", "ten"])
def test_no_shares(text: str) -> None:
    with pytest.raises(UsageError):
        share_of(text)


def test_caps_and_days_as_they_are_typed() -> None:
    assert cap_of("2/30d") == Cap(2, 30) == cap_of("2/30") and days_of("--rest", "7d") == 7 == days_of("--rest", "7")
    for text in ("2", "0/30d", "2/0d", "2/400d", "x"):
        with pytest.raises(UsageError):
            cap_of(text)
    with pytest.raises(UsageError):
        days_of("--rest", "400d")


@pytest.mark.parametrize("by", ["value", "recency", "due"])
def test_the_order_decides_who_is_beyond_the_most(by: str, tmp_path: Path) -> None:
    yes = [(at(1), "sms", "yes")]
    people = {
        f"b{ago}": Person([(DAY - timedelta(days=ago + 30 * turn), 100 * ago) for turn in range(3)], answers=yes)
        for ago in (10, 25, 31, 50)
    }
    path = keep(tmp_path / "shop.duckdb", people)
    wish = Wish(EVERYBODY, "list", holdout_millionths=0, most=2, by=by)  # type: ignore[arg-type]
    result = draw(path, wish=wish)
    listed = [record[0] for record in result.records]
    if by == "due":
        everyone = draw(path, "all", wish=replace(wish, most=None, quiet_days=0, priority=1, cap=Cap(9, 30)))
        apart = {str(row[0]): abs(int(str(row[2])) - int(str(row[3]))) for row in everyone.records}
        assert listed == sorted(apart, key=apart.__getitem__)[:2]
    else:
        assert listed == {"value": ["b50", "b31"], "recency": ["b10", "b25"]}[by]


def test_dropped(tmp_path: Path) -> None:
    path = keep(tmp_path / "shop.duckdb", plain([f"buyer{number}" for number in range(30)]))
    draw(path)
    crmkit.drop_audience(path, "list")
    assert members(path, "list") == {}
    with pytest.raises(UsageError):
        crmkit.drop_audience(path, "list")


def test_days_of_a_window(tmp_path: Path) -> None:
    path = keep(tmp_path / "shop.duckdb", plain([f"buyer{number}" for number in range(30)]))
    draw(path)
    with crmkit.open(path) as store:
        (record,) = crmkit.audiences(store).records
    assert record[1:3] == (DAY, date(2024, 7, 30))


def test_who_is_forgotten_leaves_the_list(tmp_path: Path) -> None:
    names = [f"somebuyer{number}" for number in range(30)]
    path = keep(tmp_path / "shop.duckdb", plain(names))
    path.with_name("shop.duckdb.key").write_text(KEYS, encoding="ascii")
    draw(path)
    before = members(path, "list")
    crmkit.forget(path, names[3])
    left = members(path, "list")
    assert left == {key: arm for key, arm in before.items() if key != key_of(names[3])}
    with crmkit.open(path) as store:
        (record,) = crmkit.audiences(store).records
        assert record[3] == 29 and record[4] + record[5] == 29
        checked = {str(line[0]): line[1] for line in crmkit.check(store).records}
    assert checked["audiences_differ"] != "wrong"


def test_what_is_pruned_leaves_the_list(tmp_path: Path) -> None:
    people = plain([f"buyer{number}" for number in range(20)]) | plain(["old"], ago=800)
    path = keep(tmp_path / "shop.duckdb", people)
    draw(path)
    crmkit.prune(path, older_than="2y", yes=True, as_of=DAY)
    left = members(path, "list")
    assert key_of("old") not in left and len(left) == 20
    with crmkit.open(path) as store:
        assert crmkit.audiences(store).records[0][3] == 20
    crmkit.prune(path, older_than="1d", yes=True, as_of=DAY + timedelta(days=40))
    assert members(path, "list") == {}
