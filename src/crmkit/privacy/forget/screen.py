"""What stands on a screen of a forgetting: what would go or what is gone, what the search found, what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from crmkit.messages import Language
from crmkit.notes import Note
from crmkit.privacy.forget.erase import Erased, Found
from crmkit.privacy.forget.found import Searched
from crmkit.privacy.forget.proof import lines_beside
from crmkit.result import Result
from crmkit.screen import Amount, Line, Screen, Sentence, Table

COLUMNS = ("held_in", "entries")
STILL = ("forget_left_in", "forget_kept_elsewhere")
"""The notes that name a file which still has something, with its ``file`` and how many ``people``."""
MIND = ("forget_phones", *STILL, "forget_doubtful", "forget_perhaps", "forget_packed", "forget_from_files")


def previewed(found: Found, *, takes_orders: bool, language: Language) -> Result:
    """What would go: counts alone, for whoever may see the screen."""
    rows = [("held_in_orders", found.orders)] if found.orders else []
    return Result(
        "forget",
        COLUMNS,
        rows,
        params={"dry_run": True, "with_orders": takes_orders},
        facts=_facts(found),
        notes=tuple(_of_phones(found)),
        answer=tuple(_would(found, takes_orders=takes_orders)),
        screen=Screen((), mind=MIND, next=Line("next", "forget_yes") if found.found or found.known else None),
        language=language,
    )


def answered(erased: Erased, searched: Searched, proof: Path, *, takes_orders: bool, language: Language) -> Result:
    """What is gone and from where, and what the search found."""
    rows = {**erased.rows, **lines_beside(erased)}
    hits = sum(searched.files.values()) or searched.cells
    notes = [*_of_phones(erased.found), *_doubtful(erased), *_left(searched)]
    if erased.found.found or erased.found.known:
        notes.append(Note("forget_from_files", {}))
    facts = {
        **_facts(erased.found),
        "search_texts": searched.texts,
        "search_files": len(searched.files),
        "search_hits": hits,
        "search_people": max(len(searched.all_people), min(hits, 1)),
        "proof": str(proof),
    }
    return Result(
        "forget",
        COLUMNS,
        [(f"held_in_{place}", count) for place, count in rows.items()],
        params={"dry_run": False, "with_orders": takes_orders},
        facts=facts,
        notes=tuple(notes),
        answer=tuple(_done(erased.found, searched, takes_orders=takes_orders)),
        screen=Screen(
            (Table(COLUMNS, rows=len(rows)),) if rows else (),
            mind=MIND,
            next=Line("next", "forget_proof", {"file": str(proof)}),
        ),
        language=language,
    )


def _of_phones(found: Found) -> Iterator[Note]:
    """Why a phone may find nobody."""
    if found.phones:
        yield Note("forget_phones", {"phones": found.phones})


def _doubtful(erased: Erased) -> Iterator[Note]:
    """Lines that went though they may be about somebody else."""
    if lines := sum(each.doubtful for each in erased.cleaned):
        yield Note("forget_doubtful", {"lines": lines})


def _left(searched: Searched) -> Iterator[Note]:
    """Where something of theirs is or may be, and what was not searched."""
    for code, names in zip(STILL, (searched.left, searched.elsewhere), strict=True):
        for name in names:
            yield Note(code, {"file": name, "people": searched.people[name]})
    for code, files in (("forget_perhaps", list(searched.perhaps)), ("forget_packed", searched.packed)):
        if files:
            yield Note(code, {"files": len(files), "names": ", ".join(files[:3])})


def _facts(found: Found) -> dict[str, object]:
    return {
        "named_found": found.found,
        "named_before": found.known,
        "named_unknown": found.unknown,
        "orders": found.orders,
        "net_sales": found.net_sales,
    }


def _counts(found: Found) -> dict[str, object]:
    return {"found": found.found, "orders": found.orders, "revenue": Amount(Decimal(str(found.net_sales)))}


def _would(found: Found, *, takes_orders: bool) -> Iterator[Sentence]:
    if found.found:
        yield Sentence("forget_would_all" if takes_orders else "forget_would", _counts(found))
    yield from _not_found(found, takes_orders=takes_orders)


def _done(found: Found, searched: Searched, *, takes_orders: bool) -> Iterator[Sentence]:
    if found.found:
        yield Sentence("forget_done_all" if takes_orders else "forget_done", _counts(found))
    yield from _not_found(found, takes_orders=takes_orders)
    counts = {"texts": searched.texts, "files": len(searched.files), "left": len(searched.left)}
    if searched.left or searched.cells:
        yield Sentence("forget_left", counts)
    elif searched.elsewhere:
        yield Sentence("forget_elsewhere", {**counts, "elsewhere": len(searched.elsewhere)})
    else:
        yield Sentence("forget_clean", counts)


def _not_found(found: Found, *, takes_orders: bool) -> Iterator[Sentence]:
    if found.known:
        yield Sentence("forget_before_all" if takes_orders else "forget_before", {"known": found.known})
    if found.unknown:
        yield Sentence("forget_not_found", {"unknown": found.unknown})
