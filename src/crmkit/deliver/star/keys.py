"""The secret that the keys of an export are made with: a name cannot be tried against them without it."""

from __future__ import annotations

import hmac
from hashlib import sha256

from crmkit.deliver.star.tables import ROOM
from crmkit.ingest.keys import CHECK, keys_beside, require_own
from crmkit.store.store import Store

PURPOSE = b"crmkit export"


def secret_of(store: Store) -> str:
    """A secret that stays the same for a store, or for the same files.

    It is made from the store's own key, which no other use of it tells; for files from their contents, which whoever
    could try names against it has already. Raises what ``keys_beside`` and ``require_own`` raise.
    """
    if store.path is None:
        held = "\n".join(str(digest) for (digest,) in store.query(ROOM / "digests.sql").records)
    else:
        with keys_beside(store.path) as keys:
            require_own(keys, store.noted(CHECK), store.path)
        held = keys[0]
    return hmac.new(held.encode(), PURPOSE, sha256).hexdigest()
