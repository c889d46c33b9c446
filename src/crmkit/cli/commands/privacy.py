"""``crmkit privacy``: what personal data the store holds."""

from __future__ import annotations

from typing import Annotated

import typer

from crmkit.cli.emit import Delivery
from crmkit.cli.source import StoreAt
from crmkit.errors import ConditionMet

Strict = Annotated[bool, typer.Option("--strict", help="privacy_strict")]


def privacy(source: StoreAt, delivery: Delivery, strict: Strict = False) -> None:
    """What is kept of how many people, where, and who may read it."""
    from crmkit.privacy.held.held import personal_data

    target = delivery.target()
    with source.opened() as shop:
        result = personal_data(shop)
    found = next((note for note in result.notes if note.code == "privacy_open"), None)
    if found or not (strict and delivery.is_silent):  # cron hears of trouble only
        delivery.send(result, target)
    if strict and found is not None:
        raise ConditionMet("privacy_open", files=found.values["files"])
