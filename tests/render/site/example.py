"""A page of customers built by hand: two days, three hundred names, some of which mean harm to a page."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from tests.render.report.hostile import TEXTS

from crmkit.messages import Language
from crmkit.notes import Note
from crmkit.privacy.mask import mask
from crmkit.render.site.document import Choices, Leaf, View
from crmkit.result import Result
from crmkit.screen import Sentence

DAY = date(2024, 6, 30)
PEOPLE = 301
COLUMNS = ("customer", "stage", "tier", "last_purchase_on", "purchase_days", "net_spend", "refund_share", "tag_codes")
THEN_COLUMNS = ("customer", "stage", "tier", "net_spend")
STAGES = {"active": "active", "due": "due", "lost": "lost <b>"}
TAGS = {"new": "New", "vip": "VIP & co", "back": "Back again"}
NAMES = [*TEXTS, *(f"买家{number:03d}号" for number in range(PEOPLE - len(TEXTS)))]
BESIDE = [("index.html", "Report"), ("customers.html", "Customers")]


def records() -> list[tuple[object, ...]]:
    """One for each name, the greatest spender first, with ties in every column and cells that nobody knows."""
    codes, tags = list(STAGES), list(TAGS)
    return [
        (
            name,
            codes[number * 7 % 3],
            "ABC"[number * 3 // PEOPLE],
            DAY - timedelta(days=number * 37 % 400),
            number * 11 % 9 + 1,
            Decimal((PEOPLE - number) // 2 * 12345 - 5000).scaleb(-2),
            None if number % 5 == 0 else Decimal(number % 13).scaleb(-2),
            ",".join(tag for place, tag in enumerate(tags) if number >> place & 1) or None,
        )
        for number, name in enumerate(NAMES)
    ]


def earlier() -> list[tuple[int, tuple[object, ...]]]:
    """A day before, when every third customer was not there yet; with the place of each."""
    found = [
        (place, (row[0], "due" if place % 2 else "active", row[2], Decimal(place)))
        for place, row in enumerate(records())
        if place % 3
    ]
    return sorted(found, key=lambda each: -Decimal(str(each[1][3])))


def example(language: Language, *, reveal: bool = False) -> Leaf:
    """The page in a language."""
    choices = {"stage": Choices("stage", STAGES), "tier": Choices("tier", {tier: tier for tier in "ABC"})}
    now = Result("customers", COLUMNS, records(), DAY, language=language)
    then = Result("customers", THEN_COLUMNS, [row for _, row in earlier()], DAY, language=language)
    shown = [each if reveal else mask(each) for each in (now, then)]
    values = {"name": "may", "months": 3, "day": date(2024, 5, 31), "customers": 205, "left": 5}
    return Leaf(
        "customers",
        language,
        Sentence("customers_deck", {"customers": PEOPLE, "as_of": DAY, "months": 3}),
        (
            View(
                "2024-06-30",
                shown[0],
                range(PEOPLE),
                {**choices, "tag_codes": Choices("tags", TAGS, several=True)},
                "net_spend",
            ),
            View(
                "2024-05-31 (may)",
                shown[1],
                [place for place, _ in earlier()],
                choices,
                "net_spend",
                Sentence("customers_then", values),
            ),
        ),
        "crmkit profile --detail -o customers.csv",
        left_out=(Sentence("customers_capped", {"shown": PEOPLE, "left": 12}),),
        notes=(Note("tiny_shop", {"customers": 3}),),
        revealed=reveal,
        shop="青禾<b>小铺",
    )
