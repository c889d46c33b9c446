"""``crmkit forget``: take people out of the store for good."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.progress import working
from crmkit.cli.source import existing_store, memory_size, patience
from crmkit.cli.streams import print_line
from crmkit.deliver.target import require_replaceable
from crmkit.errors import ConditionMet, Refused
from crmkit.messages import say
from crmkit.periods import shop_time

if TYPE_CHECKING:
    from crmkit.deliver.kept import Kept
    from crmkit.result import Result

Who = Annotated[list[str] | None, typer.Argument(metavar="WHO", help="forget_who", show_default=False)]
From = Annotated[str | None, typer.Option("--from", metavar="FILE", help="forget_from", show_default=False)]
Orders = Annotated[bool, typer.Option("--orders", help="forget_orders")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="forget_yes")]
Proof = Annotated[Path | None, typer.Option("--proof", metavar="FILE", help="forget_proof", show_default=False)]
Shop = Annotated[list[str] | None, typer.Option("--shop", metavar="NAME,...", help="forget_shop", show_default=False)]
Plan = Annotated[bool, typer.Option("--dry-run", help="forget_dry")]


def forget(
    delivery: Delivery,
    who: Who = None,
    names: From = None,
    orders: Orders = False,
    yes: Yes = False,
    proof: Proof = None,
    dry_run: Plan = False,
    shop: Shop = None,
    store: options.StorePath = None,
    wait: options.Wait = None,
    memory: options.Memory = None,
) -> None:
    """Take people out of the store, prove it, and keep later loads from bringing them back."""
    from crmkit.cli.guard import kept
    from crmkit.privacy.forget.forget import forget as erase

    _require_named(who, names)
    path = existing_store(store)
    target = delivery.target(keep=_keeping(kept().and_store(path), names, proof))
    _require_asked(yes or dry_run or _can_ask(names))
    result = erase(
        path,
        who or (),
        file=names,
        orders=orders,
        shop=shop,
        dry_run=dry_run,
        proof=proof,
        wait=patience(wait),
        memory=memory_size(memory),
        at=shop_time(datetime.now(UTC)),
        agreed=None if yes or dry_run else _agreed,
        language=session.current().language,
    )
    if result.params["dry_run"] and not dry_run:
        raise Refused("forget_declined")
    if not delivery.is_silent or _has_news(result):  # cron hears of trouble only
        with working(delivery.quiet):
            delivery.send(result, target)
    _require_whole(result)


def _require_named(who: list[str] | None, names: str | None) -> None:
    """That nobody is named, or a file is not there, is said before it is asked who may confirm it."""
    from crmkit.privacy.forget.texts import read_texts

    if names is None or (names != "-" and not Path(names).exists()):  # what is there may be a pipe, read only once
        read_texts(who or (), names)


def _require_asked(is_certain: bool) -> None:
    """``Refused`` where nobody has said yes and nobody is there to."""
    if not is_certain:
        raise Refused("forget_needs_yes")


def _keeping(keep: Kept, names: str | None, proof: Path | None) -> Kept:
    """What the answer may not replace, the proof among it, which replaces nothing that is kept either."""
    if names and names != "-":
        keep = keep.and_read(Path(names))
    if proof is None:
        return keep
    require_replaceable(proof, keep)
    return keep.and_read(proof)


def _can_ask(names: str | None) -> bool:
    """Whether somebody is there to answer."""
    return names != "-" and sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def _agreed(preview: Result) -> bool:
    """What would go, and the question whether it may."""
    from crmkit.render.spoken import sentences

    spoken = session.current().spoken
    for sentence in sentences(preview, spoken):
        print_line(sentence)
    print(say("text", "forget_ask", spoken), end=" ", file=sys.stderr, flush=True)
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        print_line("")
    return answer.strip().lower() in ("y", "yes", "是", "好")


def _has_news(result: Result) -> bool:
    """Whether it was only asked for, somebody was not found, or something may still be about one of them."""
    is_asked = result.params["dry_run"] or result.facts["named_unknown"]
    return bool(is_asked) or any(note.code != "forget_from_files" for note in result.notes)


def _require_whole(result: Result) -> None:
    """End with exit code 1 where somebody was not found, or something of theirs still is."""
    from crmkit.privacy.forget.screen import STILL

    facts = result.facts
    if facts.get("search_hits"):
        spoken = session.current().spoken
        found = [note.values for note in result.notes if note.code in STILL]
        places = say("text", "forget_between", spoken).join(say("text", "forget_in", spoken, each) for each in found)
        raise ConditionMet("forget_found", where=places or None, people=facts["search_people"])
    if facts["named_unknown"]:
        phones = sum(int(str(note.values["phones"])) for note in result.notes if note.code == "forget_phones")
        if phones == facts["named_unknown"]:
            raise ConditionMet("forget_phones", phones=phones)
        raise ConditionMet("forget_unknown", unknown=facts["named_unknown"])
