"""The example with names, goods and reasons that mean harm to a page, none of them masked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.render.report.example import example, said

from crmkit.messages import Language
from crmkit.render.report.document import Block, Listing, Panel, Report
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
    title = said("t_title", shop=" ".join(TEXTS))
    return replace(
        plain,
        title=title,
        shop=TEXTS[0],
        blocks=(Block("segments", named, panels=(panel,)), *plain.blocks),
        revealed=True,
    )
