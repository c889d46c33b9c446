"""What a site is asked to show, the same for all of its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crmkit.deliver.report.headline import Unit
from crmkit.messages import Language


@dataclass(frozen=True, slots=True)
class Wish:
    """The last day that counts, the unit of the headline numbers, whether names are masked, and the language.

    ``at`` is what says on a command line which data these are, for the commands on the pages. ``most`` is how many rows
    a page of customers has at most, which browsers have to hold.
    """

    as_of: date | str | None = None
    period: Unit | None = None
    reveal: bool = False
    language: Language = "en"
    most: int = 20_000
    at: str = ""
