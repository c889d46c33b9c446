"""Forgetting: people taken out of a store for good, and for whatever is loaded later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from crmkit.errors import UsageError
from crmkit.ingest.keys import keys_beside
from crmkit.messages import Language
from crmkit.privacy.forget.erase import Wish, erase, look_for, workspace_of
from crmkit.privacy.forget.found import search_all
from crmkit.privacy.forget.proof import proof_of, write_proof
from crmkit.privacy.forget.screen import answered, previewed
from crmkit.privacy.forget.texts import read_texts
from crmkit.result import Result
from crmkit.store.connect import followed
from crmkit.store.shops import keys_called


def forget(
    store: str | Path,
    who: str | Sequence[str] = (),
    *,
    file: str | Path | None = None,
    orders: bool = False,
    shop: str | Sequence[str] | None = None,
    dry_run: bool = False,
    proof: str | Path | None = None,
    wait: float = 10,
    memory: str | None = None,
    at: datetime | None = None,
    agreed: Callable[[Result], bool] | None = None,
    language: Language = "en",
) -> Result:
    """Forget people: the store is written anew without them, and later loads do not bring them back.

    Their orders stay without a buyer and a number, at the day and in the province, so that the shop's totals stand.

    Args:
        store: the path of a store.
        who: nicks, phones or order numbers, exactly as they are.
        file: a text file with one of these on a line; ``-`` for standard input.
        orders: remove their orders, too; of an order number that was forgotten before, the order that is nobody's now.
        shop: the shop whose order numbers are meant, where several have the same.
        dry_run: only count what would go.
        proof: where the proof is written; beside the store when ``None``.
        wait: seconds to wait while another process holds the store.
        memory: how much the engine may use, as ``700MB``.
        at: the time that the proof is to say.
        agreed: asked with what would go before anything is changed; nothing is when it says no.
        language: of the texts of the answer.

    Returns:
        One row per place that named them, with how many rows or lines that was. The fact ``search_hits`` is 0 where
        nothing of theirs was found afterwards, in any byte of the store's folder.

    Raises:
        UsageError: nobody is named, there is no store or no such shop, or an order number is in several shops.
        InputError: the file cannot be read.
        StoreBusy, StoreError: the store was not to be had, or not written; it is as it was.
    """
    texts = read_texts([who] if isinstance(who, str) else who, None if file is None else str(file))
    place = followed(Path(store))
    if not place.exists():
        raise UsageError("no_store", where=str(store), store=None)
    with keys_beside(place) as keys:
        with workspace_of(place, keys, wait=wait, memory=memory) as space:
            asked = space.asked_store(wait)
            wish = Wish(texts, orders, keys_called(asked, shop))
            found = look_for(wish, space)
            space.leave_asked()
        preview = previewed(found, takes_orders=orders, language=language)
        if dry_run or (agreed is not None and not agreed(preview)):
            return preview
        with workspace_of(place, keys, wait=wait, memory=memory) as space:
            erased = erase(wish, space, wait=wait)
            searched = search_all(place, erased, space, wait)
        content = proof_of(erased, searched, place, takes_orders=orders, at=at)
        written = write_proof(content, None if proof is None else Path(proof), place)
    return answered(erased, searched, written, takes_orders=orders, language=language)
