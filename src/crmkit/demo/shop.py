"""Building a demo shop: draw the buyers and their orders, then write every report in one pass, newest orders first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from crmkit.demo.buyers import draw_buyers, draw_moments
from crmkit.demo.elsewhere import PlatformFiles, named_buyers
from crmkit.demo.faces import Faces
from crmkit.demo.form import Form, platform_form, platforms
from crmkit.demo.parts import Parts
from crmkit.demo.plan import Plan
from crmkit.demo.season import season
from crmkit.demo.summary import FILE_NAMES, ShopSummary
from crmkit.demo.taobao import TaobaoFiles
from crmkit.demo.words import words
from crmkit.errors import UsageError
from crmkit.store.private import private_folder
from crmkit.store.shops import platform_of

TAOBAO = "taobao"
MOST_CUSTOMERS, MOST_MONTHS = 5_000_000, 240
# Twenty years before the first of these no shop order was ever dated, and none would be believed.
FIRST_UNTIL, LAST_UNTIL = date(2010, 1, 1), date(2100, 12, 31)


def build_shop(
    folder: Path,
    platform: str,
    customers: int,
    months: int,
    seed: int,
    until: date,
    overwrite: bool,
    progress: Callable[[int, int], None] | None,
) -> ShopSummary:
    """The work of ``crmkit.demo.write_shop``, which see."""
    _check(customers, months, seed, until)
    form = form_named(platform)
    calendar = season(until, months)
    stream = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, 0])))
    buyers = draw_buyers(stream, customers, words())
    faces = Faces(buyers if form is None else named_buyers(buyers, form), words())
    plan = Plan.of(seed, *draw_moments(stream, customers, calendar), calendar)
    with private_folder(None) as scratch, Parts(folder, names_in(form), overwrite=overwrite) as parts:
        writing: TaobaoFiles | PlatformFiles
        if form is None:
            writing = TaobaoFiles(plan, calendar, faces, parts, scratch)
        else:
            writing = PlatformFiles(form, plan, calendar, faces, parts)
        total = len(plan.created)
        for start in reversed(plan.runs):
            writing.run(start)
            if progress is not None:
                progress(total - start, total)
        return writing.finish(folder)


def form_named(platform: str) -> Form | None:
    """The form of a platform's exports, ``None`` for those of Taobao; ``UsageError`` when there is none."""
    name = platform_of(platform, known := (TAOBAO, *platforms()))
    if name is None:
        raise UsageError("demo_platform_unknown", name=platform, known=", ".join(known))
    return platform_form(name) if name != TAOBAO else None


def names_in(form: Form | None) -> tuple[str, ...]:
    """The files that are written in that form."""
    return FILE_NAMES if form is None else tuple(each.file for each in form.files)


def _check(customers: int, months: int, seed: int, until: date) -> None:
    for name, value, low, high in (
        ("customers", customers, 1, MOST_CUSTOMERS),
        ("months", months, 1, MOST_MONTHS),
        ("seed", seed, 0, 2**63 - 1),
    ):
        if not low <= value <= high:
            raise UsageError("demo_out_of_range", name=name, value=value, low=low, high=high)
    if not FIRST_UNTIL <= until <= LAST_UNTIL:
        raise UsageError("demo_out_of_range", name="until", value=until, low=FIRST_UNTIL, high=LAST_UNTIL)
