"""A report built by hand: every kind of block, chart and table, with names that mean harm."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from crmkit.messages import Language
from crmkit.notes import Note
from crmkit.privacy.mask import mask
from crmkit.render.report.charts import (
    Ahead,
    Calibration,
    Chart,
    Checked,
    Curve,
    Pareto,
    Period,
    Rate,
    Sales,
    Split,
    Step,
)
from crmkit.render.report.document import (
    Block,
    Cell,
    Change,
    Definition,
    Heat,
    Listing,
    Panel,
    Report,
    Tile,
)
from crmkit.result import Result
from crmkit.screen import Amount, Sentence, Share, Table

D = Decimal
SENTENCES = {
    "t_title": ("{shop}: Monday report", "{shop} · 经营周报"),
    "t_lead": (
        "{month} brought {money}, {share} more than a month before.",
        "{month} 净销售额 {money}，比上月多 {share}。",
    ),
    "t_much": (
        "Of 619 active customers, though, about 7 in 10 are likely to stay away until {day}.",
        "但 619 位活跃客户里，预计每 10 位有 7 位到 {day}都不会再来。",
    ),
    "t_latest": ("Last week: {money}, {orders} orders.", "上周 {money}，{orders} 笔。"),
    "t_on": ("{month}", "{month}"),
    "t_finding": ("Something was found about {topic}", "关于{topic}有一个发现"),
    "t_deck": ("Net sales by month, after refunds, yuan.", "每月净销售额（已扣退款），元。"),
    "t_big": ("{people} people, likely to be lost: {money}", "{people} 位，预计会少花 {money}"),
    "t_write": ("Write to these first", "先联系这几位"),
    "t_panel": ("What is measured", "量的是什么"),
    "t_shown": ("The bars grow.", "柱子在变高。"),
    "t_note": ("It knows nothing of sales events.", "没有考虑大促。"),
    "t_mean": ("Mean", "平均"),
    "t_left": ("Refunds: no export of them was loaded.", "退款：没有加载退款导出。"),
}
"""By code: English and Chinese."""
NICKS = [
    "</td></tr></table><script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "=HYPERLINK(0)",
    "{{7*7}}",
    "小[/]明一家人的店铺呀",
    "abc\u202egnp.exe",
]
TITLES = ["<b>碗</b>", "=1+1", "[杯](http://evil.example)|*盘*", "第一行\n第二行", "{{9*9}}", "</script>"]
MONEY = [D("590.10"), D("575.00"), D("494.25"), D("299.00"), D("283.40"), D("175.00")]


def said(code: str, **values: object) -> Sentence:
    return Sentence(code, values)


def finding(topic: str) -> Sentence:
    return said("t_finding", topic=topic)


def customers(*, reveal: bool = False) -> Result:
    rows = list(zip(NICKS, TITLES, MONEY, strict=True))
    result = Result("churn_save", ("customer", "reasons", "expected_loss"), rows, date(2024, 6, 30))
    return result if reveal else mask(result)


def sales() -> Sales:
    """Fourteen months, the first and the last of them not whole, and three ahead."""
    periods = tuple(
        Period(
            date(2023 + (month + 4) // 12, (month + 4) % 12 + 1, 1),
            returning=D(8000 + 700 * month),
            new=D(6000 - 100 * month) + D("0.55"),
            unidentified=D(150 + month),
            settled=month not in (0, 13),
            event="june_18" if month in (1, 13) else "",
            mean=D(14000 + 100 * month) + D(1) / 3 if month >= 11 else None,
        )
        for month in range(14)
    )
    ahead = tuple(Ahead(date(2024, month, 1), D(22253), D(14372), D(30134)) for month in (7, 8, 9))
    return Sales("month", periods, ahead)


def curve() -> Curve:
    steps = tuple(
        Step(
            days,
            D(days) / 1200,
            D(days) / 1400,
            D(days) / 1000,
            1100 - 2 * days,
        )
        for days in range(0, 540, 5)
    )
    return Curve(steps, (30, 60, 90, 180, 365))


def pareto() -> Pareto:
    shares = ("0.42", "0.22", "0.12", "0.08", "0.05", "0.04", "0.03", "0.02", "0.01", "0.01")
    return Pareto(tuple((D(share), "AAABBBCCCC"[place]) for place, share in enumerate(shares)))


def calibration() -> Calibration:
    groups = []
    for place in range(10):
        middle = D("0.93") - D("0.08") * place
        groups.append(Checked(58, middle, middle - D("0.03"), middle - D("0.12"), middle + D("0.05")))
    return Calibration(tuple(groups))


def rates() -> Rate:
    periods = tuple((date(2024, month, 1), D("0.03") + D(month) / 1000, month < 6) for month in range(1, 7))
    return Rate("month", periods, D("0.051"))


def split() -> Split:
    bars = (("products", (D("0.2"), D("0.3"), D("0.5"))), ("net_sales", (D("0.8"), D("0.15"), D("0.05"))))
    return Split(("A", "B", "C"), bars)


def cohorts() -> Heat:
    rows = tuple(
        (
            (f"2024-{month:02}", 40 + month),
            tuple(
                Cell(D(20 + month - step) / 100, level=5 - step, few=month == 1, running=month + step == 7)
                if month + step <= 7
                else Cell()
                for step in range(1, 6)
            ),
        )
        for month in range(1, 6)
    )
    footer = (said("t_mean"), tuple(Cell(D(15 - step) / 100) for step in range(5)))
    return Heat(("cohort", "customers"), "period_number", tuple(range(1, 6)), rows, footer)


def grid() -> Heat:
    rows = tuple(
        ((5 - row,), tuple(Cell(115 - 20 * row + step, D(step) / 37, level=step) for step in range(5)))
        for row in range(5)
    )
    return Heat(("recency_score",), "frequency_score", (1, 2, 3, 4, 5), rows)


def save_list(*, reveal: bool = False) -> Panel:
    listing = Listing(
        customers(reveal=reveal),
        Table(("customer", "reasons", "expected_loss"), rows=6, forms={"expected_loss": "whole"}),
        said("t_write"),
        spare=("reasons",),
    )
    return Panel(
        said("t_panel"),
        said("t_deck"),
        said("t_big", people=23, money=Amount(D(4327))),
        listings=(listing,),
        notes=(said("t_note"),),
        command="crmkit churn --detail -o save.xlsx",
    )


def months() -> Listing:
    rows = [(f"2024-{month:02}", D(10_000 * month) + D("0.25"), D(month) / 10, month * 11) for month in range(1, 7)]
    result = Result("trend", ("period", "net_sales", "change_rate", "orders"), rows)
    forms = {"net_sales": "whole", "change_rate": "signed"}
    total = {"net_sales": D("210001.50"), "orders": 231}
    return Listing(result, Table(result.columns, forms=forms, total=total), said("t_panel"), folded=True)


def drawn(chart: Chart, *listings: Listing) -> Panel:
    return Panel(
        said("t_panel"),
        said("t_deck"),
        chart=chart,
        described=said("t_shown"),
        keys=("returning", "new"),
        listings=listings,
        notes=(said("t_note"),),
        is_wide=isinstance(chart, Sales),
    )


def tiles() -> tuple[Tile, ...]:
    on = said("t_on", month="2024-05"), said("t_on", month="2023-06")
    course = tuple(D(value) for value in range(3, 16))
    return (
        Tile(
            "net_sales", D("32643.70"), course, (Change(on[0], D("0.837"), meaning="good"), Change(on[1], D("-0.004")))
        ),
        Tile("orders", 315, course, (Change(on[0], D("0.75")),)),
        Tile("customers", 226, course),
        Tile("new_customers", 106),
        Tile("returning_sales_share", D("0.571"), course, (Change(on[0], D("-0.0532"), in_points=True),)),
        Tile("avg_order_value", D("103.63"), course, (Change(on[0], D("0.0001")),)),
        Tile(
            "refund_rate", D("0.0349"), course, (Change(on[0], None, D("0.034")),), settled=False, note=said("t_note")
        ),
        Tile("repurchase_rate_90", D("0.322"), course, low=D("0.297"), high=D("0.349")),
    )


def blocks(*, reveal: bool = False) -> tuple[Block, ...]:
    return (
        Block("week", finding("week"), said("t_deck"), (save_list(reveal=reveal),)),
        Block("sales", finding("sales"), said("t_deck"), (drawn(sales(), months()),), (said("t_note"),)),
        Block("back", finding("back"), None, (Panel(said("t_panel"), heat=cohorts()), drawn(curve()))),
        Block("value", finding("value"), None, (drawn(pareto()), Panel(said("t_panel"), heat=grid()))),
        Block("churn", finding("churn"), None, (drawn(calibration()),)),
        Block("refunds", finding("refunds"), None, (drawn(rates()),)),
        Block("goods", finding("goods"), None, (drawn(split()),)),
        Block("stages", finding("nothing"), refused="Too few: 7 of 30 purchases."),
    )


def example(language: Language, *, reveal: bool = False) -> Report:
    """The report; its sentences are those of ``SENTENCES``."""
    files = Result("files", ("file", "lines", "loaded_lines"), [("orders<b>.csv", 3300, 3209)])
    return Report(
        language=language,
        currency="CNY",
        shop="青禾<b>小铺",
        as_of=date(2024, 6, 30),
        facts={"data_from": date(2022, 7, 2), "orders": 3209, "customers": 1359},
        title=said("t_title", shop="青禾<b>小铺"),
        lead=(
            said("t_lead", month="2024-06", money=Amount(D("32643.70")), share=Share(D("0.837"))),
            said("t_much", day=date(2024, 9, 30)),
        ),
        latest=(said("t_latest", money=Amount(D(5878)), orders=49),),
        tiles=tiles(),
        blocks=blocks(reveal=reveal),
        definitions=(Definition("Net <sales>", "paid less refunded"), Definition("复购率", "两次以上")),
        files=Listing(files, Table(files.columns), said("t_panel")),
        found=(Note("unidentified", {"orders": 31, "rate": D("0.0096"), "net_sales": D("1200.50")}),),
        left_out=(said("t_left"),),
        revealed=reveal,
    )
