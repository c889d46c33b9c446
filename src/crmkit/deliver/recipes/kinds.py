"""The kinds of steps, in the order in which a run takes them. A new kind is one entry here."""

from __future__ import annotations

from crmkit.deliver.recipes import asking, keeping, limits, loading, reporting
from crmkit.deliver.recipes.steps import Kind

KINDS = (
    Kind("load", loading.read, stops=True),
    Kind("check", limits.read_check),
    Kind("snapshot", keeping.read),
    Kind("ask", asking.read),
    Kind("report", reporting.read_report),
    Kind("digest", reporting.read_digest),
    Kind("goal", limits.read_goal),
)
