"""A report on a shop: everything asked once, said in findings, shown in charts and tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import get_args

from crmkit.customers.arguments import require_choice
from crmkit.deliver.kept import NOTHING
from crmkit.deliver.report.answers import Answers, ask
from crmkit.deliver.report.basis import definitions, left_out, notes, read_files
from crmkit.deliver.report.blocks import blocks
from crmkit.deliver.report.forms import form_of
from crmkit.deliver.report.headline import Unit, headline
from crmkit.deliver.report.lead import latest, lead
from crmkit.deliver.report.tiles import tiles
from crmkit.deliver.target import write_whole
from crmkit.messages import Language, say
from crmkit.render.report.document import Report
from crmkit.screen import Sentence
from crmkit.store.shops import counted_shops
from crmkit.store.store import Store

MOST_SHOPS = 3
"""So many names stand in a title."""


def report(
    store: Store,
    *,
    as_of: date | str | None = None,
    period: Unit | None = None,
    reveal: bool = False,
    language: Language = "en",
) -> Report:
    """Everything about a shop that an owner reads on a Monday, as data for a page, a workbook or a text.

    Args:
        store: an open store.
        as_of: the last day that counts; the last day of a purchase when ``None``.
        period: what the headline numbers are of, ``month`` or ``week``; the last whole month in the week after its end,
            else the last whole week, when ``None``.
        reveal: with buyers' names as they are, not masked.
        language: of all sentences.

    Returns:
        The report; figures are those of the analyses, asked with their defaults. What these refuse for want of data is
        said in its place.

    Raises:
        UsageError: an argument has no meaning, or the money is of several currencies.
        NotEnoughError: there is no paid order at all.
    """
    if period is not None:
        require_choice("--period", period, get_args(Unit))
    answers = ask(store, as_of, language, reveal=reveal)
    head = headline(answers, period)
    shop = _shop(store, language)
    return Report(
        language=language,
        currency=answers.currency,
        shop=shop,
        as_of=answers.as_of,
        facts=_facts(answers),
        title=Sentence(f"title_{head.unit}", {"shop": shop or None}),
        lead=lead(answers, head),
        latest=latest(answers, head),
        tiles=tiles(answers, head),
        blocks=tuple(blocks(answers)),
        definitions=definitions(answers),
        files=read_files(answers),
        found=notes(answers),
        left_out=tuple(left_out(answers)),
        revealed=reveal,
        params={"as_of": as_of, "period": head.unit},
    )


def save_report(report: Report, path: str | Path) -> None:
    """Write ``report`` to ``path``, as a page, a workbook, PDF, Markdown or text by its suffix.

    Names are masked as the report was asked for. A file that is there is replaced in one step or not at all.

    Raises:
        UsageError: no form has this suffix, ``path`` is a folder, or no browser is there to print PDF.
        Refused: ``path`` is a link or a device.
        StoreError: it could not be written.
    """
    form = form_of(Path(path), None)
    write_whole(Path(path), NOTHING, lambda stream: stream.write(form.made(report)))


def _shop(store: Store, language: Language) -> str:
    """The names of the shops that it is about; of many, which the notes count, none."""
    names = dict.fromkeys(shop.name for shop in counted_shops(store) if shop.name)
    if len(names) > MOST_SHOPS:
        return ""
    return say("text", "between_names", language).join(names)


def _facts(answers: Answers) -> dict[str, object]:
    """Until when and from when on, how many orders and customers there are."""
    facts = {name: answers.sales.facts[name] for name in ("data_to", "data_from", "orders")}
    tiers = answers.get("tiers")
    return facts if tiers is None else facts | {"customers": tiers.facts["customers"]}
