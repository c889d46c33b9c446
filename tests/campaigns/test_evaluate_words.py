"""What is said of a list: when it began, when it is too early, when nothing may be said, and what makes it doubtful."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.analyses.screens import in_both, require_fitting, shown
from tests.campaigns.drawn import START, Bought, List, Sent, Till, spring

from crmkit.campaigns.evaluate.evaluate import evaluate
from crmkit.errors import CrmError, NotEnoughError, UsageError
from crmkit.messages import LANGUAGES
from crmkit.result import Result


def small(treated: int, held: int, *, of: int = 100, paid: int = 10_000, last: int = 60) -> Till:
    """A list of 100 and as many held out; so many of each bought on the day of the list for 100.00."""
    till = Till(customers=2 * of)
    till.orders = [Bought(number, START - timedelta(days=50), 5_000) for number in range(2 * of)]
    till.orders += [Bought(number, START, paid) for number in [*range(treated), *range(of, of + held)]]
    till.orders.append(Bought(0, START + timedelta(days=last), 1))
    till.lists = [List("spring", range(of), range(of, 2 * of))]
    return till


def asked(till: Till, *names: str, **more: object) -> Result:
    with till.store() as store:
        return evaluate(store, *(names or ("spring",)), **more)  # type: ignore[arg-type]


def test_it_worked() -> None:
    answer = asked(small(40, 12))
    assert in_both(answer) == {
        "en": [
            "It worked: about 28 customers bought because of spring (16 to 39). 40.00% of those who got it bought, "
            "12.00% of those held out.",
            "It brought about 2,800 yuan (1,634 yuan to 3,966 yuan).",
        ],
        "zh": [
            "活动有效：约 28 位客户因 spring 下单（16～39 位）。触达组下单率 40.00%，对照组 12.00%。",
            "带来约 2,800 元（1,634 元～3,966 元）。",
        ],
    }
    screen = shown(answer)
    assert "Campaign  as of 2024-05-30  spring, 30 days from 2024-03-31" in screen
    assert "Difference                     +28.00 pt" in screen
    assert "an experiment: groups by lot, sizes as expected (p 1.00)" in screen
    assert "not known; add --cost to see the return" in screen
    assert "a rise from 12.00% to " in screen


def test_it_did_harm() -> None:
    answer = asked(small(12, 40))
    assert in_both(answer)["en"][0] == (
        "It did harm: 12.00% of those who got it bought, 40.00% of those held out (-39.00 to -16.04 points)."
    )
    assert in_both(answer)["en"][1].startswith("It cost about 2,800 yuan of sales (")
    assert in_both(answer)["zh"][0].startswith("起了反作用：触达组下单率 12.00%，对照组 40.00%（")
    assert answer.facts["verdict"] == "it_harmed"


def test_it_is_not_clear() -> None:
    answer = asked(small(22, 20))
    assert in_both(answer)["en"] == [
        "It is not clear whether it worked: 22.00% of 100 bought, 20.00% of 100 held out; the difference may be "
        "anything from -9.31 to 13.25 points."
    ]
    assert in_both(answer)["zh"][0].startswith("看不出效果：触达组 100 位下单率 22.00%，对照组 100 位 20.00%；差异")


def test_fewer_than_ten_buyers_are_too_few() -> None:
    answer = asked(small(60, 9))
    assert in_both(answer) == {
        "en": [
            "Too few: 60 and 9 bought in the two groups; 10 in each are needed before anything can be said.",
        ],
        "zh": ["人数太少：两组分别只有 60 位和 9 位下单，各满 10 位才能下结论。"],
    }
    assert len(answer.records) == 2 and answer.facts["rate_low"] is None and "money_ways" not in answer.parts
    assert "a rise from 9.00% to " in shown(answer)
    assert asked(small(60, 10)).facts["verdict"] == "it_worked"


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (0, "Too early: 1 of 30 days are over. Ask again on 30 May 2024."),
        (28, "Too early: 29 of 30 days are over. Ask again on 30 May 2024."),
        (29, "Too early: all 30 days are over, but not as many for refunds. Ask again on 30 May 2024."),
        (59, "Too early: all 30 days are over, but not as many for refunds. Ask again on 30 May 2024."),
    ],
)
def test_too_early(last: int, said: str) -> None:
    till = small(40, 12, last=last)
    till.lists = [replace(till.lists[0], base=(12, 100))]
    answer = asked(till)
    assert in_both(answer)["en"] == [said]
    assert len(answer.records) == 2 and answer.facts["rate_difference"] is None
    assert answer.facts["base_rate"] == Decimal("0.120000") and answer.facts["detectable"] is not None
    assert "spring" in shown(answer) and "load newer orders" in shown(answer)


def test_from_the_day_on_all_is_known() -> None:
    assert asked(small(40, 12, last=60)).facts["verdict"] == "it_worked"
    assert asked(small(40, 12, last=59), as_of="2024-05-30").facts["verdict"] == "it_worked"
    assert asked(small(40, 12, last=20), as_of="2030-01-01").facts["verdict"] == "too_early", "the data end before"
    early = asked(small(40, 12, last=20))
    assert "said when the days are over" in shown(early), "nothing is known of the past"


def test_it_begins_when_it_was_sent() -> None:
    """The first day of the contacts of this list, planned or sent; not of another, nor of what failed."""
    till = small(40, 12, last=90)
    day = START + timedelta(days=1)
    till.sent = [
        Sent(0, START, "other"),
        Sent(1, START, "spring", status="failed"),
        Sent(2, START - timedelta(days=9), "spring"),
        Sent(100, START, "spring", arm="holdout"),
        Sent(3, day, "spring", cost=250, status="planned"),
        Sent(4, day, "spring", cost=251),
        Sent(5, day, "spring"),
    ]
    answer = asked(till)
    assert (answer.facts["started_on"], answer.facts["cost"]) == (day, Decimal("5.01"))
    assert answer.facts["treated_buyers"] == 0, "they bought the day before"
    assert (answer.facts["contacted"], answer.facts["held_out_contacted"]) == (2, 0)
    answer = asked(till, start=START, cost="12.5")
    assert (answer.facts["started_on"], answer.facts["cost"]) == (START, Decimal("12.50"))
    assert answer.facts["treated_buyers"] == 40


def test_the_window_is_that_of_the_list() -> None:
    till = small(40, 12, last=90)
    till.lists = [replace(till.lists[0], window=14)]
    assert asked(till).facts["asked_days"] == 14 and asked(till, days=30).facts["asked_days"] == 30


@pytest.mark.parametrize(("leaked", "in_headline"), [(5, False), (6, True)])
def test_held_out_people_who_got_it(leaked: int, in_headline: bool) -> None:
    till = small(40, 12)
    till.sent = [Sent(number, START, "spring") for number in range(100, 100 + leaked) for _ in range(2)]
    answer = asked(till)
    assert answer.facts["held_out_contacted"] == leaked
    said = "6 of those held out (6.0%) got it as well, so the true difference may be larger."
    assert (said in in_both(answer)["en"]) is in_headline
    assert ("evaluate_leaked" in {note.code for note in answer.notes}) is not in_headline
    if not in_headline:
        assert "5 of 100 held out were contacted, too" in shown(answer).replace("\n          ", " ")


def test_a_return_with_its_interval() -> None:
    screen = shown(asked(small(40, 12), cost="280", margin="40%"))
    assert "280 yuan; return at a margin of 40%: 300% (133% to 467%)" in screen
    assert "280 yuan; add --margin 40% to see the return" in shown(asked(small(40, 12), cost=280))
    assert asked(small(40, 12), cost="0", margin=0.4).facts["return_rate"] is None


def test_several_at_once() -> None:
    till = small(40, 12)
    till.lists += [replace(till.lists[0], name="again"), List("few", range(30), range(100, 130))]
    answer = asked(till, "spring", "again", "few")
    assert in_both(answer) == {
        "en": ["3 of 3 campaigns worked, 0 did harm, 0 are not clear."],
        "zh": ["3 项活动里，有效 3 项，起反作用 0 项，看不出效果 0 项。"],
    }
    assert "Holm" in shown(answer)


def test_forgotten_members_are_in_no_group() -> None:
    till = small(40, 12)
    till.lists = [replace(till.lists[0], forgotten=[0, 1, 150])]
    till.orders = [order for order in till.orders if order.number not in (0, 1, 150)]
    till.orders.append(Bought(2, START + timedelta(days=60), 1))
    answer = asked(till)
    assert (answer.facts["treated"], answer.facts["treated_buyers"], answer.facts["held_out"]) == (98, 38, 99)
    assert answer.facts["forgotten_members"] == 3 and "3 members were forgotten" in shown(answer)
    assert len(asked(till, detail=True).records) == 197


@pytest.mark.parametrize(
    ("names", "more", "kind", "code"),
    [
        (("sprign",), {}, UsageError, "audience_missing"),
        ((), {}, UsageError, "campaign_unnamed"),
        (("spring", "spring"), {}, UsageError, "campaign_twice"),
        (("spring", "other"), {"cost": 5}, UsageError, "campaign_cost_several"),
        (("spring", "other"), {"detail": True}, UsageError, "campaign_detail_several"),
        (("spring",), {"matched": True, "detail": True}, UsageError, "campaign_matched_detail"),
        (("spring",), {"cost": "-1"}, UsageError, "campaign_cost"),
        (("spring",), {"cost": "1.005"}, UsageError, "campaign_cost"),
        (("spring",), {"cost": "much"}, UsageError, "campaign_cost"),
        (("spring",), {"margin": "140%"}, UsageError, "campaign_margin"),
        (("spring",), {"margin": "0"}, UsageError, "campaign_margin"),
        (("spring",), {"start": "2024-03-29"}, UsageError, "campaign_start"),
        (("spring",), {"days": 0}, UsageError, "option_range"),
        (("spring",), {"days": 400}, UsageError, "option_range"),
        (("alone",), {}, NotEnoughError, "campaign_one_arm"),
        (("uneven",), {}, NotEnoughError, "campaign_uneven"),
        (("spring",), {"matched": True}, NotEnoughError, "campaign_unlike"),
    ],
)
def test_refusals(names: tuple[str, ...], more: dict[str, object], kind: type[CrmError], code: str) -> None:
    till = small(40, 12)
    till.lists += [
        replace(till.lists[0], name="other"),
        List("alone", range(100), share=0),
        List("uneven", range(100), range(100, 130)),
    ]
    with till.store() as store, pytest.raises(kind) as refused:
        evaluate(store, *names, **more)  # type: ignore[arg-type]
    assert refused.value.code == code
    assert all(refused.value.message(language) for language in LANGUAGES)


def test_without_any_list() -> None:
    till = small(40, 12)
    till.lists = []
    with pytest.raises(UsageError) as refused:
        asked(till)
    assert refused.value.code == "audience_none"


def test_sizes_that_a_draw_gives_one_time_in_a_thousand() -> None:
    """Of 10,000 with a tenth held out: 901 is as rare as that, 902 is not."""
    for held, is_refused in ((898, True), (903, False)):
        till = Till(customers=10_000)
        till.orders = [Bought(number, START, 100) for number in range(10_000)]
        till.lists = [List("l", range(held, 10_000), range(held), share=100_000)]
        if is_refused:
            with pytest.raises(NotEnoughError, match="not as they were assigned"):
                asked(till, "l")
        else:
            assert asked(till, "l").facts["verdict"] == "too_early"


def test_screens_fit() -> None:
    for more in ({}, {"matched": True}):
        till = spring(3, 3000, lift=0.05)
        till.lists = [List("a" * 64, till.lists[0].listed, till.lists[0].held_out if not more else ())]
        require_fitting(asked(till, "a" * 64, **more))


def test_on_a_short_line_both_ends_of_an_interval_leave() -> None:
    answer = asked(small(40, 12))
    for width, gone in ((76, "Not shown on a line of 76: From, To (--wide)"), (58, "Spend each")):
        screen = " ".join(shown(answer, width=width).split())
        assert gone in screen and screen.count(" From ") in (0, 1)
