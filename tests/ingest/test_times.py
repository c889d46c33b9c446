"""What counts as a time, and what it means on the shop's clock: read by the engine, as a load builds it."""

# ruff: noqa: DTZ001 - exports carry local times without a zone

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.depth import examples
from tests.ingest.engine_case import asked, engine

from crmkit.ingest.forms import forms, time_forms
from crmkit.ingest.forms.conventions import Conventions
from crmkit.ingest.forms.time_forms import CENTRAL, ZONES

MARCH = datetime(2024, 3, 1)
TIMES = {
    "2020-02-20 23:59:54": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20 23:59": datetime(2020, 2, 20, 23, 59),
    "2017/5/30 23:18": datetime(2017, 5, 30, 23, 18),
    "2012-5-23 23:34": datetime(2012, 5, 23, 23, 34),
    "2020/2/21 0:00": datetime(2020, 2, 21),
    "2020-02-20": datetime(2020, 2, 20),
    "20200220": datetime(2020, 2, 20),
    "2020-2/20": datetime(2020, 2, 20),
    "2020-02-20T23:59:54": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20T23:59": datetime(2020, 2, 20, 23, 59),
    "2020-02-20  23:59:54": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20, 23:59:54": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20 23:59:54.999": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20 23:59:54,999": datetime(2020, 2, 20, 23, 59, 54),
    "2020-2-2 9:5": datetime(2020, 2, 2, 9, 5),
    "2024年1月2日": datetime(2024, 1, 2),
    "2024年1月2号": datetime(2024, 1, 2),
    "2024年1月2": datetime(2024, 1, 2),
    "2024年01月02日 3:04:05": datetime(2024, 1, 2, 3, 4, 5),
    "2024年1月2日3:04": datetime(2024, 1, 2, 3, 4),
    "2024年1月2日15时4分5秒": datetime(2024, 1, 2, 15, 4, 5),
    "2024年1月2日 15点": datetime(2024, 1, 2, 15),
    "2024年1月2日 15点05分": datetime(2024, 1, 2, 15, 5),
    "２０２０-02-20 23：59：54": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-29 01:02:03": datetime(2020, 2, 29, 1, 2, 3),
    '="2020-02-20"': datetime(2020, 2, 20),
    "'2020-02-20": datetime(2020, 2, 20),
    "20200220 23:59:54": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20\t": datetime(2020, 2, 20),
    # digits alone, dots
    "20200220235954": datetime(2020, 2, 20, 23, 59, 54),
    "202002202359": datetime(2020, 2, 20, 23, 59),
    "2020.02.20": datetime(2020, 2, 20),
    "2020.2.20 23:59:54": datetime(2020, 2, 20, 23, 59, 54),
    # days as a spreadsheet counts them
    "42885": datetime(2017, 5, 30),
    "42885.97": datetime(2017, 5, 30, 23, 16, 48),
    "45352.423657407": datetime(2024, 3, 1, 10, 10, 4),
    "45352.999999999": datetime(2024, 3, 2),
    # zones, in the time of Shanghai
    "2020-02-20 23:59:54+08:00": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20 23:59:54 +0800": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20 23:59:54+08": datetime(2020, 2, 20, 23, 59, 54),
    "2020-02-20T23:59:54Z": datetime(2020, 2, 21, 7, 59, 54),
    "2020-02-20T23:59:54.123456Z": datetime(2020, 2, 21, 7, 59, 54),
    "2020-02-20 23:59:54 UTC": datetime(2020, 2, 21, 7, 59, 54),
    "2020-02-20 23:59:54 -0500": datetime(2020, 2, 21, 12, 59, 54),
    "2020-02-20 23:59:54 +05:30": datetime(2020, 2, 21, 2, 29, 54),
    "2020-02-20 23:59 GMT+8": datetime(2020, 2, 20, 23, 59),
    "2020-02-20 11:59 PM +0800": datetime(2020, 2, 20, 23, 59),
    "Thu Feb 20 2020 23:59:54 GMT+0800 (China Standard Time)": datetime(2020, 2, 20, 23, 59, 54),
    "Thu, 20 Feb 2020 23:59:54 GMT": datetime(2020, 2, 21, 7, 59, 54),
    "2024-02-28 10:00:00 PST": datetime(2024, 2, 29, 2),
    "Jul 4, 2024 3:05:06 PM PDT": datetime(2024, 7, 5, 6, 5, 6),
    "2024-07-04 15:05 EDT": datetime(2024, 7, 5, 3, 5),
    "2024-07-04 15:05 CEST": datetime(2024, 7, 4, 21, 5),
    "2024-07-04 15:05:06 CST": datetime(2024, 7, 4, 15, 5, 6),  # China's, and central America's: the shop's own
    # halves of the day
    "2024-03-01 1:05 PM": MARCH.replace(hour=13, minute=5),
    "2024-03-01 01:05:06 pm": MARCH.replace(hour=13, minute=5, second=6),
    "2024-03-01 1:05PM": MARCH.replace(hour=13, minute=5),
    "2024-03-01 1:05 p.m.": MARCH.replace(hour=13, minute=5),
    "2024-03-01 12:00 AM": MARCH,
    "2024-03-01 12:30 PM": MARCH.replace(hour=12, minute=30),
    "2024-03-01 0:30 AM": MARCH.replace(minute=30),
    "2024-03-01 13:05 PM": MARCH.replace(hour=13, minute=5),
    "2024/3/1 下午1:05": MARCH.replace(hour=13, minute=5),
    "2024/3/1 下午 1:05:06": MARCH.replace(hour=13, minute=5, second=6),
    "2024/3/1 上午 9:05": MARCH.replace(hour=9, minute=5),
    "2024/3/1 1:05 下午": MARCH.replace(hour=13, minute=5),
    "2024年3月1日 下午3时5分": MARCH.replace(hour=15, minute=5),
    "2024/3/1 凌晨12:05": MARCH.replace(minute=5),
    "2024/3/1 早上8:05": MARCH.replace(hour=8, minute=5),
    "2024/3/1 中午11:50": MARCH.replace(hour=11, minute=50),
    "2024/3/1 中午12:05": MARCH.replace(hour=12, minute=5),
    "2024/3/1 晚上8:05": MARCH.replace(hour=20, minute=5),
    "2024/3/1 晚上12:05": datetime(2024, 3, 2, 0, 5),
    # the end of a day is the beginning of the next
    "2024-03-01 24:00": datetime(2024, 3, 2),
    "2020-02-28 24:00:00": datetime(2020, 2, 29),
    "2024-12-31 24:00:00": datetime(2025, 1, 1),
    "2024.12.31 10:24:05": datetime(2024, 12, 31, 10, 24, 5),
    "2024-12-31 00:24:24 +0800": datetime(2024, 12, 31, 0, 24, 24),
    "2024年12月31日10时24分": datetime(2024, 12, 31, 10, 24),
    # weekdays
    "2024-03-01 星期五": MARCH,
    "2024年3月1日星期五": MARCH,
    "2024年3月1日 周五 10:05": MARCH.replace(hour=10, minute=5),
    "2024-03-01（周五） 10:05": MARCH.replace(hour=10, minute=5),
    "星期五 2024-03-01": MARCH,
    # English months
    "Mar 1, 2024": MARCH,
    "March 1st, 2024": MARCH,
    "Mar 1, 2024 1:05 PM": MARCH.replace(hour=13, minute=5),
    "Friday, March 1, 2024 10:05 AM": MARCH.replace(hour=10, minute=5),
    "1 Mar 2024": MARCH,
    "01-Mar-2024 10:05": MARCH.replace(hour=10, minute=5),
    "1/Mar/2024": MARCH,
    "01 Mar 2024, 10:05": MARCH.replace(hour=10, minute=5),
    "Aug 31, 2024": datetime(2024, 8, 31),
    "Sept. 1, 2024": datetime(2024, 9, 1),
    "29 February 2024": datetime(2024, 2, 29),
    "02-JAN-2024": datetime(2024, 1, 2),
    "2-Jan-24": datetime(2024, 1, 2),
    "13-Jan-24 3:04 PM": datetime(2024, 1, 13, 15, 4),
    "2024-Jan-02": datetime(2024, 1, 2),
    # months of other languages
    "2 janv. 2024": datetime(2024, 1, 2),
    "1er février 2024": datetime(2024, 2, 1),
    "3 juin 2024 10:05": datetime(2024, 6, 3, 10, 5),
    "4 juillet 2024": datetime(2024, 7, 4),
    "5 août 2024": datetime(2024, 8, 5),
    "2. Januar 2024": datetime(2024, 1, 2),
    "3. März 2024, 14:05": datetime(2024, 3, 3, 14, 5),
    "31. Dez. 2024": datetime(2024, 12, 31),
    "2 de enero de 2024": datetime(2024, 1, 2),
    "4-dic-2024": datetime(2024, 12, 4),
    "3 mei 2024": datetime(2024, 5, 3),
    "2 gennaio 2024": datetime(2024, 1, 2),
}
NOTHING = ["0000-00-00 00:00:00", "0000-00-00", "", "null", "--", "N/A", "nan", "None", "无", "暂无", "/", " "]
NOT_TIMES = [
    "2020-02-30 00:00:00",
    "2021-02-29",
    "2020-13-01",
    "2020-00-10",
    "2020-02-20 23:60",
    "2020-02-20 23:59:60",
    "2020-02-20 25:00",
    "infinity",
    "epoch",
    "1900-01-00",
    "1899-12-30",
    "1970-01-01 08:00:00",
    "20-02-2020",
    "02/20/2020",
    "5/5/2025",
    "31/12/24",
    "24-03-01",
    "2020",
    "202002",
    "20200230",
    "20200230100506",
    "20200220250506",
    "昨天",
    "2020-02-2012:30",
    "2020022012:30",
    "58.00",
    "2020-02-20 23",
    "2120-02-20",
    "Feb 30, 2024",
    "Foo 3, 2024",
    "2 foo 24",
    "0",
    "29999",
    "80000",
    "1700000000",
    "1700000000000",
    "24:00:00",
    "2020-02-20 10:00 XYZ",
    "2024-03-01 10:00:00\n2024-03-02 10:00:00",
]
"""Nothing that a shop's clock can show, or (where day and month stand in an unknown order) nothing yet."""
DAY_FIRST = {
    "3/4/2024": datetime(2024, 4, 3),
    "03/04/2024 10:05": datetime(2024, 4, 3, 10, 5),
    "3/4/2024 10:05:06": datetime(2024, 4, 3, 10, 5, 6),
    "03/04/2024, 10:05:06": datetime(2024, 4, 3, 10, 5, 6),
    "3/4/2024 1:05 PM": datetime(2024, 4, 3, 13, 5),
    "3/4/2024 下午1:05": datetime(2024, 4, 3, 13, 5),
    "3/4/2024T10:05": datetime(2024, 4, 3, 10, 5),
    "3/4/2024 24:00": datetime(2024, 4, 4),
    "03-04-2024": datetime(2024, 4, 3),
    "03.04.2024 10:05": datetime(2024, 4, 3, 10, 5),
    "3/4/24": datetime(2024, 4, 3),
    "3-4-24 10:05": datetime(2024, 4, 3, 10, 5),
    "3/4/24 1:05 PM": datetime(2024, 4, 3, 13, 5),
    "3/4/2024 02:00:00 +0000": datetime(2024, 4, 3, 10),
    "2024-04-03": datetime(2024, 4, 3),
    "2024/4/3 10:05": datetime(2024, 4, 3, 10, 5),
}
CLOCK = engine()


def read_all(reader, cells: Iterable[str]) -> dict[str, object]:
    """What each cell says: a time, nothing, or something that is no time."""
    cells = list(cells)
    found = asked(reader, "row(moment(cell), coalesce(is_no_moment(cell, moment(cell)), false))", cells)
    return {cell: "no time" if is_none else moment for cell, (moment, is_none) in zip(cells, found, strict=True)}


def read(reader, cell: str):
    return read_all(reader, [cell])[cell]


def test_times():
    assert read_all(CLOCK, TIMES) == TIMES


def test_words_for_no_time():
    assert read_all(CLOCK, NOTHING) == dict.fromkeys(NOTHING)


def test_not_times():
    assert read_all(CLOCK, NOT_TIMES) == dict.fromkeys(NOT_TIMES, "no time")


def test_the_strict_reader_lets_every_time_in():
    """A line's fate must not hang on its neighbours, which decide whether the engine or the strict reader takes it."""
    assert not [cell for cell in TIMES if not re.fullmatch(time_forms.TIME, forms.fold(forms.plain(cell)))]


def test_the_day_or_the_month_first():
    assert read_all(engine(Conventions(day_order="dmy")), DAY_FIRST) == DAY_FIRST
    month_first = {
        cell: moment if cell.startswith("2024") else moment.replace(month=moment.day, day=moment.month)
        for cell, moment in DAY_FIRST.items()
    } | {"3/4/2024 24:00": datetime(2024, 3, 5)}
    assert read_all(engine(Conventions(day_order="mdy")), DAY_FIRST) == month_first


@pytest.mark.parametrize(
    ("order", "cell"), [("dmy", "4/13/2024"), ("mdy", "13/4/2024"), ("dmy", "31/4/2024"), ("mdy", "2/30/24")]
)
def test_a_day_in_the_place_of_the_month_is_no_time(order, cell):
    assert read(engine(Conventions(day_order=order)), cell) == "no time"


def test_a_format_of_the_owners_own():
    own = engine(Conventions(time_format="%d|%m|%Y %H.%M"))
    assert read(own, "03|04|2024 10.05") == datetime(2024, 4, 3, 10, 5)
    assert read(own, "2024-04-03 10:05:00") == datetime(2024, 4, 3, 10, 5)
    assert read(own, "04/13/2024") == "no time"
    assert read(own, "--") is None


@pytest.mark.parametrize("cell", ["1704164645", "1704164645000", "1704164645123", "1704164645.5"])
def test_seconds_since_1970_where_a_column_counts_them(cell):
    assert read(engine(Conventions(has_epochs=True)), cell) == datetime(2024, 1, 2, 11, 4, 5)
    berlin = engine(Conventions(has_epochs=True, zone="Europe/Berlin"))
    assert (read(berlin, cell), read(berlin, "0")) == (datetime(2024, 1, 2, 4, 4, 5), None)


def test_the_shops_own_zone():
    berlin = engine(Conventions(zone="Europe/Berlin"))
    assert read(berlin, "2024-03-01T10:00:00Z") == datetime(2024, 3, 1, 11)
    assert read(berlin, "2024-07-01T10:00:00Z") == datetime(2024, 7, 1, 12)
    assert read(berlin, "2024-07-01 10:00:00") == datetime(2024, 7, 1, 10)


SHAPES = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d %H:%M:%S",
    "%Y%m%d%H%M%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y年%m月%d日 %H:%M:%S",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y-%m-%d %H时%M分%S秒",
    "%d %b %Y %H:%M:%S",
    "%B %d, %Y %I:%M:%S %p",
    "%a, %d %b %Y %H:%M:%S",
    "%A %Y-%m-%d %H:%M:%S",
)
moments = st.lists(st.datetimes(datetime(1990, 1, 2), datetime(2099, 12, 30)), min_size=1, max_size=20)


@examples(25)
@given(moments)
def test_times_as_python_writes_them(drawn):
    drawn = [moment.replace(microsecond=0) for moment in drawn]
    days = [moment.replace(hour=0, minute=0, second=0) for moment in drawn]
    written = {moment.strftime(shape): moment for shape in SHAPES for moment in drawn}
    written |= {moment.isoformat(" "): moment for moment in drawn}
    written |= {f"{day.year}/{day.month}/{day.day}": day for day in days}
    assert read_all(CLOCK, written) == written


@examples(25)
@given(moments, st.sampled_from(["dmy", "mdy"]))
def test_days_and_months_in_their_order(drawn, order):
    drawn = [moment.replace(microsecond=0) for moment in drawn]
    day = "%d/%m" if order == "dmy" else "%m/%d"
    reader = engine(Conventions(day_order=order))
    shapes = (f"{day}/%Y %H:%M:%S", f"{day}/%Y %I:%M:%S %p", f"{day}/%Y, %H:%M:%S")
    recent = [moment.replace(year=2000 + moment.year % 60) for moment in drawn if (moment.month, moment.day) != (2, 29)]
    written = {moment.strftime(shape): moment for shape in shapes for moment in drawn}
    written |= {moment.strftime(f"{day}/%y %H:%M:%S"): moment for moment in recent}
    assert read_all(reader, written) == written


def test_words_for_zones_are_those_of_their_places():
    places = (
        "America/New_York America/Chicago America/Denver America/Los_Angeles Europe/London Europe/Berlin Europe/Athens"
    )
    clocks = map(ZoneInfo, f"{places} Asia/Tokyo Asia/Seoul Asia/Hong_Kong Australia/Sydney".split())
    days = [datetime(2024, month, 10, tzinfo=clock) for clock in clocks for month in (1, 7)]
    known = {day.tzname(): day.utcoffset() for day in days}
    known["SGT"] = datetime(2024, 1, 10, tzinfo=ZoneInfo("Asia/Singapore")).utcoffset()  # which has no word there
    assert {word: timedelta(minutes=minutes) for word, minutes in ZONES.items()}.items() <= known.items()
    assert timedelta(minutes=CENTRAL) == known["CST"]


@examples(25)
@given(moments, st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]))
def test_zones_as_python_knows_them(drawn, zone):
    reader = engine(Conventions(zone=zone))
    universal = [moment.replace(microsecond=0, tzinfo=UTC) for moment in drawn]
    local = [moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in universal]
    assert asked(reader, "moment(cell)", [moment.isoformat() for moment in universal]) == local
    assert asked(reader, "moment(cell)", [f"{moment:%Y-%m-%d %H:%M:%SZ}" for moment in universal]) == local


@examples(25)
@given(moments)
def test_days_as_a_spreadsheet_counts_them(drawn):
    drawn = [moment.replace(microsecond=0) for moment in drawn]
    serials = [(moment - datetime(1899, 12, 30)) / timedelta(days=1) for moment in drawn]
    assert asked(CLOCK, "moment(cell)", [repr(serial) for serial in serials]) == drawn
