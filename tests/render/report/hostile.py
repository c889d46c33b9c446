"""The example with names, goods and reasons that mean harm to a page, none of them masked, and with wide tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.render.report.example import example, said

from crmkit.messages import Language
from crmkit.render.report.document import Block, Cell, Heat, Listing, Panel, Report
from crmkit.result import Result
from crmkit.screen import Table

TEXTS = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "' onmouseover='alert(3)",
    "{{7*7}}{% raw %}",
    "<!--<![CDATA[",
    "</style><style>*{display:none}",
    "</title><svg onload=alert(4)>",
    "\u202egnp.exe\u2066\u200f",
    "javascript:alert(5)",
    "http://evil.example/x.png",
    "`<b>`\ue000\ue001\x00\x1b[31m",
    "&lt;b&gt;&#60;",
    "W" * 400,
)


STAGES = ("new", "active", "due", "overdue", "dormant", "lost")


def moves() -> Heat:
    """From each stage to each."""
    rows = tuple(
        (
            (start,),
            tuple(Cell(place * 97 % 67, level=place * 5 // 6, own=start == end) for place, end in enumerate(STAGES)),
        )
        for start in STAGES
    )
    return Heat(("stage",), "stage", STAGES, rows)


def triangle() -> Heat:
    """A year of cohorts, month by month."""
    rows = tuple(
        (
            (f"2023-{month:02}", 1000 + month),
            tuple(
                Cell(Decimal(40 - step - month) / 100, level=(40 - step - month) // 8, running=month + step == 13)
                if month + step <= 13
                else Cell()
                for step in range(1, 13)
            ),
        )
        for month in range(1, 13)
    )
    return Heat(("cohort", "customers"), "period_number", tuple(range(1, 13)), rows)


def hostile(language: Language) -> Report:
    """Every text of the shop is one of ``TEXTS``, its name too."""
    names = Result(
        "churn_save",
        ("customer", "reasons", "expected_loss"),
        [(text, text, Decimal(100)) for text in TEXTS],
        date(2024, 6, 30),
    )
    listing = Listing(names, Table(names.columns, bar="expected_loss"), said("t_write"), spare=("reasons",))
    plain = example(language)
    named = said("t_finding", topic=" ".join(TEXTS))
    panel = Panel(said("t_panel"), listings=(listing, replace(listing, folded=True)), notes=(named,))
    heats = (Panel(said("t_panel"), heat=triangle(), is_wide=True), Panel(said("t_panel"), heat=moves()))
    title = said("t_title", shop=" ".join(TEXTS))
    return replace(
        plain,
        title=title,
        shop=TEXTS[0],
        blocks=(Block("segments", named, panels=(panel, *heats)), *plain.blocks),
        revealed=True,
    )
