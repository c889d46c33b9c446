"""The calendar: which days there are, whom they are for, when to contact them; the file that other programs read."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
from icalendar import Calendar
from tests.analyses.kept_shops import keep
from tests.program import environment, run_here

import crmkit
from crmkit.analyses.calendar.occasions import holidays_between, occasions_between, read_own
from crmkit.deliver.ics import calendar_file
from crmkit.errors import UsageError
from crmkit.messages import LANGUAGES
from crmkit.periods import nth_sunday, working_day_before

SHOP = [
    ("ann", date(2024, 6, 1), 1250),
    ("ann", date(2024, 6, 30), 900),
    ("bob", date(2023, 7, 10), 500),
    ("cat", date(2023, 2, 1), 700),
]


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    """Asks for a plan of a small shop."""
    with crmkit.open(keep(tmp_path_factory.mktemp("plan") / "shop.duckdb", SHOP)) as shop:
        yield partial(crmkit.calendar, shop)


def rows(result):
    return [dict(zip(result.columns, record, strict=True)) for record in result.records]


def named(first, last, own=(), *, with_terms=False):
    found = occasions_between(date.fromisoformat(first), date.fromisoformat(last), own, with_terms=with_terms)
    return {(str(each.day), each.name or each.code) for each in found}


def test_a_year_of_festivals():
    """Days as printed in a calendar of 2025."""
    found = named("2025-01-01", "2025-12-31")
    assert found >= {
        ("2025-01-01", "new_years_day"),
        ("2025-01-28", "new_years_eve"),
        ("2025-01-29", "lunar_new_year"),
        ("2025-02-12", "lantern_festival"),
        ("2025-04-04", "qingming"),
        ("2025-05-11", "mothers_day"),
        ("2025-05-31", "dragon_boat"),
        ("2025-06-15", "fathers_day"),
        ("2025-08-29", "qixi"),
        ("2025-10-06", "mid_autumn"),
        ("2025-10-29", "double_ninth"),
        ("2025-10-20", "double_11"),
        ("2025-01-07", "little_new_year"),
    }
    assert ("2026-01-26", "little_new_year") in named("2026-01-01", "2026-02-01")
    assert ("2025-02-03", "start_of_spring") in named("2025-02-01", "2025-02-05", with_terms=True)


def test_new_years_eve_is_the_day_before_and_not_the_thirtieth():
    for year in range(2020, 2032):
        days = dict((name, day) for day, name in named(f"{year}-01-10", f"{year}-02-25"))
        eve, new_year = (date.fromisoformat(days[name]) for name in ("new_years_eve", "lunar_new_year"))
        assert new_year - eve == timedelta(days=1)


def test_customers_are_those_who_match_today(plan):
    result = plan(start="2024-07-01", days=20)
    found = {row["occasion_code"]: row["customers"] for row in rows(result)}
    assert found["anniversaries"] == 1  # bob, on the 10th of July
    assert found["hundredth_days"] == 0 and found["birthdays"] is None
    (qixi,) = [row for row in rows(plan(start="2024-08-01", days=20)) if row["occasion_code"] == "qixi"]
    assert (qixi["customers"], qixi["lead_days"], str(qixi["contact_on"])) == (2, 10, "2024-08-01")


@pytest.mark.parametrize(
    ("day", "lead", "contact"),
    [
        ("2024-09-17", 14, "2024-09-03"),
        ("2024-09-17", 16, "2024-08-30"),  # a Sunday: the Friday before
        ("2024-10-13", 9, "2024-10-04"),
        ("2024-10-12", 9, "2024-09-30"),  # the first three days of October are off
        ("2025-02-06", 6, "2025-01-27"),  # so are the eve and the first three days of the lunar year
        ("2024-10-10", 9, "2024-09-30"),
    ],
)
def test_contact_days(day, lead, contact):
    holidays = holidays_between(date(2024, 1, 1), date(2025, 12, 31))
    found = working_day_before(date.fromisoformat(day), lead, holidays, not_before=date(2024, 1, 1))
    assert str(found) == contact


def test_sundays():
    assert nth_sunday(2024, 5, 2) == date(2024, 5, 12) and nth_sunday(2023, 1, 1) == date(2023, 1, 1)
    assert nth_sunday(2024, 2, 5) is None


def test_days_of_the_owners(plan, tmp_path):
    path = tmp_path / "days.toml"
    path.write_text(
        '[[event]]\non = "09-18"\nname = "店庆"\nwhere = "net_spend>=10"\nlead = 3\n'
        '[[event]]\non = 2024-09-20\nname = "New tea"\n[[event]]\non = "lunar 8/15"\nname = "Moon"\n'
        '[[event]]\non = "02-29"\nname = "Leap"\n',
        encoding="utf-8",
    )
    found = [row for row in rows(plan(start="2024-09-01", days=200, events=path)) if row["occasion_kind"] == "own"]
    assert [(str(row["occasion_on"]), row["occasion"], row["customers"]) for row in found] == [
        ("2024-09-17", "Moon", 2),
        ("2024-09-18", "店庆", 1),
        ("2024-09-20", "New tea", 2),
        ("2025-02-28", "Leap", 2),
    ]
    assert str(found[1]["contact_on"]) == "2024-09-13"  # the 15th is a Sunday


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("event = 1", "calendar_events"),
        ("[[events]]\non = 2", "calendar_events"),
        ("[[event]]\non = '02-30'\nname = 'x'", "calendar_on"),
        ("[[event]]\non = 'lunar 13/1'\nname = 'x'", "calendar_on"),
        ("[[event]]\non = 'term winter'\nname = 'x'", "calendar_on"),
        ("[[event]]\non = '02-03'", "calendar_name"),
        ("[[event]]\non = '02-03'\nname = 'x'\nwhen = 'a'", "calendar_key"),
        ("[[event]]\non = '02-03'\nname = 'x'\nlead = 999", "calendar_lead"),
        ("[[event]]\non = '02-03'\nname = 'x'\nwhere = 3", "calendar_where"),
        ("[[event", "calendar_file"),
    ],
)
def test_files_of_events_that_make_no_sense(text, code, tmp_path):
    path = tmp_path / "days.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read_own(path)
    assert refused.value.code == code


def test_beyond_the_known_days_it_says_so(plan):
    result = plan(start="2050-12-01", days=60)
    assert "calendar_unknown" in {note.code for note in result.notes}
    assert "calendar_unknown" in {note.code for note in plan(start="1999-12-01", days=60).notes}
    assert "calendar_unknown" not in {note.code for note in plan(start="2050-11-01", days=60).notes}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_calendar_file_is_read_by_another_program(plan, language, tmp_path):
    path = tmp_path / "days.toml"
    path.write_text(f'[[event]]\non = "09-18"\nname = "店庆; {"very long, " * 20}\\\\ end"\n', encoding="utf-8")
    result = plan(start="2024-09-01", days=60, events=path, language=language)
    text = calendar_file(result, language)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n")) and "\n" not in text.replace("\r\n", "")
    read = Calendar.from_ical(text).walk("VEVENT")
    wanted = rows(result)
    assert [(event["DTSTART"].dt, str(event["SUMMARY"])) for event in read] == [
        (row["occasion_on"], row["occasion"]) for row in wanted
    ]
    for event, row in zip(read, wanted, strict=True):
        alarms = event.walk("VALARM")
        ahead = (row["occasion_on"] - row["contact_on"]).days
        assert [-alarm["TRIGGER"].dt for alarm in alarms] == ([timedelta(days=ahead)] if ahead > 0 else [])
    assert len({str(event["UID"]) for event in read}) == len(read)
    assert calendar_file(plan(start="2024-09-01", days=60, events=path, language=language), language) == text


def test_from_the_command_line(tmp_path):
    orders = tmp_path / "orders.csv"
    orders.write_text("day,member,sum\n2024-06-01,ann,10.00\n2024-06-30,bob,9.00\n", encoding="utf-8")
    asked = ["calendar", str(orders), "--map", "ordered_at=day,buyer=member,amount=sum", "--from", "2024-07-01"]
    run = run_here([*asked, "-o", str(tmp_path / "plan.ics")], tmp_path, environment(HOME=str(tmp_path)))
    assert run.code == 0, run
    assert (tmp_path / "plan.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert Decimal(len(Calendar.from_ical((tmp_path / "plan.ics").read_bytes()).walk("VEVENT"))) > 3


def test_the_file_of_events_is_not_written_over(tmp_path):
    days = tmp_path / "days.csv"
    days.write_text('[[event]]\non = "09-18"\nname = "店庆"\n', encoding="utf-8")
    asked = ["calendar", "--from", "2024-07-01", "--events", str(days)]
    run = run_here([*asked, "-o", str(days)], tmp_path, environment(HOME=str(tmp_path)))
    assert run.code == 7, run
    assert days.read_text(encoding="utf-8").startswith("[[event]]")
