"""Answers to share: the options of pseudonyms, and where their key comes from."""

from __future__ import annotations

import errno
import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.source import FilesOrStore, StoreAt, existing_store
from crmkit.errors import UsageError

if TYPE_CHECKING:
    from crmkit.deliver.target import Target
    from crmkit.result import Result

Pseudonyms = Annotated[bool, typer.Option("--pseudonyms", help="pseudonyms")]
K = Annotated[int, typer.Option("--k", metavar="N", help="k", min=2, max=1000)]
PseudonymKey = Annotated[
    Path | None,
    typer.Option("--pseudonym-key", metavar="FILE", help="pseudonym_key", readable=False, show_default=False),
]
MOST_KEY = 1_000_000
"""Bytes of a file whose secret is taken."""


WINDOW = 30
"""Days that the windows of shared answers are multiples of."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Whether an answer is for others, and under which key people are in it."""

    pseudonyms: Pseudonyms = False
    k: K = 5
    pseudonym_key: PseudonymKey = None

    def check(self, delivery: Delivery) -> None:
        """``UsageError`` for options that contradict each other, before anything is read."""
        if not self.pseudonyms:
            session.refuse_idle("idle_without_pseudonyms", "k", "pseudonym_key")
            return
        if delivery.reveal:
            raise UsageError("pseudonyms_revealed")
        _require_months()

    def send(self, delivery: Delivery, result: Result, target: Target, source: FilesOrStore | StoreAt) -> None:
        """Publish ``result`` as it was asked for: as it is, or to share."""
        if not self.pseudonyms:
            delivery.send(result, target)
            return
        from crmkit.notes import Note
        from crmkit.privacy.pseudonyms import pseudonymous

        secret, is_fresh = self._secret(source)
        shared = pseudonymous(result, secret, k=self.k)
        if is_fresh:
            shared = replace(shared, notes=(*shared.notes, Note("pseudonyms_fresh")))
        replace(delivery, reveal=True).send(shared, target)  # there is no name left to mask

    def _secret(self, source: FilesOrStore | StoreAt) -> tuple[bytes, bool]:
        """What the key is made from, and whether it is of this run alone."""
        from crmkit.ingest.keys import read_keys

        if self.pseudonym_key is not None:
            try:
                return _read(self.pseudonym_key), False
            except OSError as problem:
                raise UsageError(
                    "pseudonym_key_unreadable", where=str(self.pseudonym_key), reason=problem.strerror or ""
                ) from None
        if getattr(source, "files", None):
            return secrets.token_bytes(32), True
        path = existing_store(source.store)
        return read_keys(path.with_name(f"{path.name}.key"))[0].encode(), False


def _require_months() -> None:
    """``UsageError`` for a day within a month and a window of odd days: two such answers differ by one customer."""
    from crmkit.periods import unit_end, unit_number, unit_start

    for name, edge in (("as_of", unit_end), ("since", unit_start), ("until", unit_end)):
        option = f"--{name.replace('_', '-')}"
        if not (text := session.typed(name)) or (day := options.day(str(text), option)) is None:
            continue
        if day != (whole := edge(unit_number(day, "month"), "month")):
            raise UsageError("pseudonyms_day", option=option, day=day, whole=whole, edge=1 if edge is unit_start else 2)
    days = session.typed("window_days")
    if isinstance(days, int) and days % WINDOW:
        nearest = max(WINDOW, (days + WINDOW // 2) // WINDOW * WINDOW)
        raise UsageError("pseudonyms_window", days=days, window=WINDOW, nearest=nearest)


def _read(key: Path) -> bytes:
    from crmkit.store.store_file import require_regular

    require_regular(key)
    with key.open("rb") as stream:
        secret = stream.read(MOST_KEY + 1)
    if len(secret) > MOST_KEY:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return secret
