"""A report on paper: its page as PDF, printed by the browser of this computer."""

from __future__ import annotations

from crmkit.deliver.browser import printed
from crmkit.render.report.document import Report
from crmkit.render.report.page import page


def pdf(report: Report) -> bytes:
    """The pages that the HTML page prints on; the same report gives the same bytes by the same browser."""
    return printed(page(report), report.as_of)
