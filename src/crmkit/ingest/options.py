"""What the caller says of files beyond what they say themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from crmkit.ingest.headers.dialect import Dialect, installed
from crmkit.ingest.headers.mapping import extended, extends, mapped
from crmkit.ingest.keys import Keys
from crmkit.ingest.staging.staged import Progress, Reading

DEFAULT_MAX_REJECTS = 0.05


@dataclass(frozen=True, slots=True)
class Options:
    """How files are to be read; see ``load``.

    ``dialects`` are those of the caller's own that alone are to read them, their encoding that of the only one.
    ``statuses`` gives a status word its state (``{"WORD": "paid"}``), ``skips`` leaves out rows by header and value,
    ``time_zone`` is the shop's (an IANA name), ``time_format`` how times are written (``%d/%m/%Y``), ``currency`` the
    one to read (``USD``), ``decimal`` the mark before the cents.
    """

    mapping: Mapping[str, str] | None = None
    dialects: Sequence[Dialect] = ()
    dialect_folder: Path | None = None
    shop: str = ""
    max_rejects: float = DEFAULT_MAX_REJECTS
    encoding: str | None = None
    memory: str | None = None
    progress: Progress | None = None
    statuses: Mapping[str, str] = field(default_factory=dict)
    skips: Sequence[tuple[str, str]] = ()
    time_zone: str | None = None
    time_format: str | None = None
    currency: str | None = None
    decimal: str | None = None

    @property
    def said(self) -> str:
        """The rules by which bytes are read, as one text: a file read by the same rules need not be read again."""
        zone, format, currency = self.time_zone or "", self.time_format or "", self.currency or ""
        pairs = [("dialect", sha256(repr(dialect).encode()).hexdigest()) for dialect in self.dialects]
        pairs += [*sorted((self.mapping or {}).items()), *sorted(self.statuses.items()), *self.skips]
        if self.decimal:
            pairs.append(("decimal", self.decimal))
        if not pairs and not (zone or format or currency):
            return ""
        return "\x1f".join([zone, format, currency, *("=".join(pair) for pair in pairs)])

    def _forms(self) -> Sequence[Dialect]:
        """What a file may be: the table that was described, else the dialects, with what was said beyond them."""
        if not self.mapping:
            return self.dialects or installed(self.dialect_folder)
        if extends(self.mapping):
            return extended(installed(self.dialect_folder), self.mapping)
        return (mapped(self.mapping),)

    def reading(self, keys: Keys, *, digest: bool, describe: bool = True) -> Reading:
        """The part of it that staging needs."""
        found = self._forms()
        dialects = [
            replace(
                dialect,
                statuses={**dialect.statuses, **self.statuses},
                skips=(*dialect.skips, *self.skips),
                asked_skips=frozenset(header for header, _ in (*self.skips, *dialect.required_skips)),
                said=replace(
                    dialect.said,
                    time_zone=self.time_zone or dialect.said.time_zone,
                    time_format=self.time_format or dialect.said.time_format,
                    decimal=self.decimal or dialect.said.decimal,
                ),
            )
            for dialect in found
        ]
        return Reading(
            dialects,
            self.encoding or (found[0].said.encoding if len(found) == 1 else None),
            self.shop,
            keys,
            self.progress,
            digest,
            describe,
            self.currency,
            self.max_rejects,
        )
