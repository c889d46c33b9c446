"""How one file spells what it says: times, amounts, states, buyers, nothing; its encoding, delimiter and line ends."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from tests.ingest.exports.shop import CLOSED, DONE, PAID, REFUNDED, SHIPPED, UNPAID, yuan

WEEK = "一二三四五六日"
SHANGHAI = timedelta(hours=8)


def _half_day(at: datetime) -> int:
    return at.hour % 12 or 12


def _until_24(at: datetime) -> str:
    if at.hour or at.minute or at.second:
        return f"{at:%Y-%m-%d %H:%M:%S}"
    return f"{at - timedelta(days=1):%Y-%m-%d} 24:00:00"


def _serial(at: datetime) -> str:
    passed = at - datetime(1899, 12, 30)  # noqa: DTZ001 - the first day of spreadsheets
    return f"{passed.days + passed.seconds / 86_400:.6f}"


TIMES: dict[str, Callable[[datetime], str]] = {
    "plain": lambda at: f"{at:%Y-%m-%d %H:%M:%S}",
    "slashes": lambda at: f"{at.year}/{at.month}/{at.day} {at.hour}:{at:%M}",
    "letter T": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}",
    "UTC": lambda at: f"{at - SHANGHAI:%Y-%m-%dT%H:%M:%SZ}",
    "UTC in words": lambda at: f"{at - SHANGHAI:%Y-%m-%d %H:%M:%S} UTC",
    "zone": lambda at: f"{at:%Y-%m-%dT%H:%M:%S}+08:00",
    "zone without colon": lambda at: f"{at:%Y-%m-%d %H:%M:%S} +0800",
    "another zone": lambda at: f"{at - timedelta(hours=13):%Y-%m-%dT%H:%M:%S}-05:00",
    "fourteen digits": lambda at: f"{at:%Y%m%d%H%M%S}",
    "dots": lambda at: f"{at:%Y.%m.%d %H:%M}",
    "serial": _serial,
    "AM": lambda at: f"{at.year}/{at.month}/{at.day} {_half_day(at)}:{at:%M:%S %p}",
    "上午": lambda at: f"{at.year}/{at.month}/{at.day} {'下午' if at.hour > 11 else '上午'}{_half_day(at)}:{at:%M:%S}",
    "day first": lambda at: f"{at:%d/%m/%Y %H:%M:%S}",
    "month first": lambda at: f"{at.month}/{at.day}/{at.year} {at.hour}:{at:%M}",
    "month first, PM": lambda at: f"{at.month}/{at.day}/{at.year} {_half_day(at)}:{at:%M %p}",
    "day first, dashes": lambda at: f"{at:%d-%m-%Y %H:%M}",
    "English": lambda at: f"{at.day} {at:%b %Y %H:%M:%S}",
    "English, month first": lambda at: f"{at:%B} {at.day}, {at:%Y %H:%M}",
    "24:00": _until_24,
    "weekday": lambda at: f"{at:%Y-%m-%d} 星期{WEEK[at.weekday()]} {at:%H:%M:%S}",
    "short weekday": lambda at: f"{at:%Y/%m/%d}(周{WEEK[at.weekday()]}) {at:%H:%M}",
    "English weekday": lambda at: f"{at:%a}, {at.day} {at:%b %Y %H:%M:%S}",
    "年月日": lambda at: f"{at.year}年{at.month}月{at.day}日 {at:%H:%M:%S}",
}


def _grouped(mark: str, point: str) -> Callable[[Decimal], str]:
    return lambda sum_: f"{sum_:,.2f}".translate({ord(","): mark, ord("."): point})


def _noisy(sum_: Decimal) -> str:
    """What a program writes that counted in binary: 118.23 becomes 118.230000000001 or 118.229999999999."""
    if not sum_:
        return "0"
    return str(sum_ + Decimal("0.000000000001") * (1 if int(sum_ * 100) % 2 else -1))


AMOUNTS: dict[str, Callable[[Decimal], str]] = {
    "plain": lambda sum_: f"{sum_:.2f}",
    "short": lambda sum_: f"{sum_:.2f}".rstrip("0").rstrip("."),
    "wide sign": lambda sum_: f"￥{sum_:.2f}",
    "sign": lambda sum_: f"¥{sum_:.2f}",
    "code": lambda sum_: f"CNY {sum_:.2f}",
    "code behind": lambda sum_: f"{sum_:.2f} CNY",
    "RMB": lambda sum_: f"RMB{sum_:.2f}",
    "人民币": lambda sum_: f"人民币{sum_:.2f}",
    "元": lambda sum_: f"{sum_:.2f}元",
    "plus": lambda sum_: f"+{sum_:.2f}",
    "four decimals": lambda sum_: f"{sum_:.4f}",
    "noise": _noisy,
    "thousands": _grouped(",", "."),
    "sign and thousands": lambda sum_: f"￥{sum_:,.2f}",
    "decimal comma": lambda sum_: f"{sum_:.2f}".replace(".", ","),
    "European": _grouped(".", ","),
    "blank thousands": _grouped(" ", ","),
    "hard blank thousands": _grouped("\u00a0", ","),
    "Swiss": _grouped("'", "."),
}

NOTHING = ("", "N/A", "nan", "NaN", "None", "null", "无", "/", "-", "--", "——")

BUYERS: tuple[tuple[str, ...], ...] = (
    ("小明",),
    ("Ann@X.test", "ann@x.test", " ann@x.test ", "ANN@X.TEST"),
    ("13800000001", "+86 13800000001", "+8613800000001"),
    ("tb_mimi88",),
)
"""The buyers of a shop by number, each in the spellings that are one person."""
UNIDENTIFIED = (
    "",
    "匿名买家",
    "匿名用户",
    "guest",
    "Guest",
    "0",
    "unknown",
    "N/A",
    "nan",
    "-",
    "null",
    "1.38E+10",
    "138****0001",
)

STATES = {
    UNPAID: ("等待买家付款", "待付款", "待支付", "pending", "unpaid"),
    PAID: ("买家已付款，等待卖家发货", "待发货", "等待卖家发货", "processing", "paid"),
    SHIPPED: ("卖家已发货，等待买家确认", "已发货", "已发货，待签收", "shipped"),
    DONE: ("交易成功", "已完成", "已签收", "completed", "complete"),
    CLOSED: (
        "交易关闭",
        "已取消",
        "付款以前，卖家或买家主动关闭交易",
        "cancelled",
        "canceled",
        "failed",
        "voided",
        "closed",
    ),
    REFUNDED: (
        "付款以后用户退款成功，交易自动关闭",
        "已签收，退款成功",
        "未发货，退款成功",
        "退款成功",
        "已退款",
        "refunded",
    ),
}
RETURNED = ("退款成功", "同意退款，退款成功", "已退款", "refunded", "Refunded")
NOT_RETURNED = ("退款关闭", "售后关闭")
NO_CASE = ("", "没有申请退款", "无售后或售后取消", "-")
WIDE = {ord(letter): ord(letter) + 0xFEE0 for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"}


@dataclass(frozen=True)
class Spelling:
    """How one file is written."""

    times: str = "plain"
    amounts: str = "plain"
    nothing: str = "0"
    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    seed: int | None = None
    """``None``: the first word of every list; else the words change from row to row."""
    chance: random.Random = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "chance", random.Random(self.seed))

    def time(self, at: datetime | None) -> str:
        return "" if at is None else TIMES[self.times](at)

    def amount(self, fen: int) -> str:
        text = AMOUNTS[self.amounts](yuan(abs(fen)))
        return f"-{text.removeprefix('+')}" if fen < 0 else text

    def refund(self, fen: int) -> str:
        """A refund, or the file's word for none."""
        return self.amount(fen) if fen or self.nothing == "0" else self.nothing

    def one_of(self, words: Sequence[str]) -> str:
        return words[0] if self.seed is None else self.chance.choice(words)

    def buyer(self, number: int | None) -> str:
        return self.one_of(UNIDENTIFIED if number is None else BUYERS[number])

    def state(self, name: str) -> str:
        return self.cased(self.one_of(STATES[name]))

    def cased(self, word: str) -> str:
        """A Latin word as shop programs write it: capitals, wide letters, the prefix ``wc-``."""
        if self.seed is None or not word.isascii() or not word:
            return word
        word = self.chance.choice([word, word.upper(), word.capitalize(), f"wc-{word}", f" {word} "])
        return word.translate(WIDE) if self.chance.random() < 0.2 else word

    def write(self, header: Sequence[str], rows: Sequence[dict[str, str]]) -> bytes:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, header, delimiter=self.delimiter, lineterminator=self.line_end)
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().encode(self.encoding)


PLAIN = Spelling()
spellings = st.builds(
    Spelling,
    times=st.sampled_from(list(TIMES)),
    amounts=st.sampled_from(list(AMOUNTS)),
    nothing=st.sampled_from(["0", *NOTHING]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    seed=st.integers(0, 999),
)
