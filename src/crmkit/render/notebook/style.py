"""The style of an answer in a notebook: few rules, for light and dark grounds alike.

Colours are the ground's own, or of middle lightness; the heat of a pivot is one hue, more or less of it laid over the
ground. Every rule begins with our own class, with enough of it to overrule what notebooks say of all tables.
"""

from __future__ import annotations

from crmkit.render.notebook.markup import PREFIX, Markup
from crmkit.render.pivot import LEVELS

_HUE = "38, 110, 200"
_STRONGEST = 0.55
_RULES = {
    "": "overflow-x: auto; line-height: 1.45",
    " p": "margin: 0 0 0.6em; max-width: 60em",
    " p.title": "font-weight: bold",
    " p.caption": "font-weight: bold; margin: 0.8em 0 0.2em",
    " p.shown": "opacity: 0.7; margin: 0.2em 0 0.8em",
    " table.table": "border-collapse: collapse; border: 0; margin: 0 0 0.6em; font-size: inherit",
    " table.table tr": "background: transparent",
    " table.table tr > *": "border: 0; padding: 0.15em 0.7em; text-align: left; vertical-align: top",
    " table.table thead tr > *": "border-bottom: 1px solid rgba(128, 128, 128, 0.6); vertical-align: bottom",
    " table.table tr > .right": "text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums",
    " table.table tr > .bar": f"color: rgba({_HUE}, 0.8); padding-left: 0; white-space: nowrap",
    " table.table tr > .label": "font-weight: normal; opacity: 0.7; white-space: nowrap; padding-left: 0",
    " table.table tr > .good": "color: #1f8a4c",
    " table.table tr > .watch": "color: #a66a00",
    " table.table tr > .bad": "color: #d13438",
    " table.table tr > .past": "opacity: 0.6",
    " table.table tr.total > *": "font-weight: bold; border-top: 1px solid rgba(128, 128, 128, 0.6)",
    **{
        f" table.table tr > .level_{level}": f"background: rgba({_HUE}, {_STRONGEST * level / LEVELS:.2f})"
        for level in range(1, LEVELS + 1)
    },
    " details": "margin: 0.4em 0",
    " summary": "cursor: pointer; opacity: 0.7",
    " li": "max-width: 60em",
}
STYLE = Markup(
    "<style>\n"
    + "\n".join(f".{PREFIX}answer{place.replace('.', f'.{PREFIX}')} {{ {rules} }}" for place, rules in _RULES.items())
    + "\n</style>"
)
