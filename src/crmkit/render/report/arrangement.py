"""How the panels of a block stand beside each other, and what keys, events and facts a page has to explain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crmkit.events import kinds
from crmkit.render.report.charts import Sales
from crmkit.render.report.document import Block, Panel, Report, Role
from crmkit.render.report.drawing.sales import MOST

_ABREAST = 3


@dataclass(frozen=True, slots=True)
class Row:
    """Panels side by side, each with its number in the block; ``kind`` is the class of their widths."""

    kind: str
    panels: tuple[tuple[int, Panel], ...]


def rows(block: Block) -> Iterator[Row]:
    """Three narrow panels abreast, else two by two, a wide one two thirds of the line; the chart of sales alone."""
    numbered = list(enumerate(block.panels, start=1))
    if len(numbered) == _ABREAST and not any(takes_all(panel) or panel.is_wide for _, panel in numbered):
        yield Row("todo", tuple(numbered))
        return
    while numbered:
        pair = numbered[:2]
        if len(pair) < 2 or any(takes_all(panel) for _, panel in pair) or all(panel.is_wide for _, panel in pair):
            pair = numbered[:1]
        numbered = numbered[len(pair) :]
        yield Row(_kind([panel for _, panel in pair]), tuple(pair))


def keys_of_few(panel: Panel) -> tuple[Role, ...]:
    """The keys of a panel of which something is drawn on a phone, which shows the latest periods of sales only."""
    if not isinstance(panel.chart, Sales):
        return panel.keys
    few = panel.chart.periods[-MOST["slim"] :]
    drawn: dict[Role, bool] = {
        "returning": any(each.returning for each in few),
        "new": any(each.new for each in few),
        "unidentified": any(each.unidentified for each in few),
        "mean": any(each.mean is not None for each in few),
        "unfinished": not all(each.settled for each in few),
    }
    return tuple(role for role in panel.keys if drawn.get(role, True))


def takes_all(panel: Panel) -> bool:
    """Whether a panel has the line for itself: the chart of sales has a mark for each of two years of months."""
    return isinstance(panel.chart, Sales)


def _kind(panels: Sequence[Panel]) -> str:
    if len(panels) == 1:
        return "one"
    return "two lr" if panels[0].is_wide else "two rl" if panels[1].is_wide else "two"


def events_shown(report: Report) -> list[str]:
    """The codes of the sale days that stand in the charts, in the order of the catalog."""
    charts = [panel.chart for block in report.blocks for panel in block.panels]
    shown = {period.event for chart in charts if isinstance(chart, Sales) for period in chart.periods}
    return [code for code in kinds() if code in shown]
