"""Rules that name each other, read into predicates: what tags mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crmkit.customers.conditions.expression import Tags, parse
from crmkit.errors import UsageError
from crmkit.store.predicate import Predicate

LONGEST_CHAIN = 10
"""Tags whose rules name the next tag."""


def resolve(rules: Mapping[str, str], *, known: Tags | None = None, where: str) -> Mapping[str, Predicate]:
    """The predicates of ``rules`` (by name of the tag), which may name each other and the tags ``known``.

    ``where`` says in errors where the rules stand.

    Raises:
        UsageError: a rule that is no expression, or that comes back to itself.
    """
    found = _Rules(rules, {} if known is None else known, where)
    return {name: found[name] for name in rules}


class _Rules(Mapping[str, Predicate]):
    """Rules that are read when they are first asked for, by another rule or at last by ``resolve``."""

    def __init__(self, rules: Mapping[str, str], known: Tags, where: str) -> None:
        self._rules = rules
        self._known = known
        self._where = where
        self._read: dict[str, Predicate] = {}
        self._open: list[str] = []

    def __getitem__(self, name: str) -> Predicate:
        if name not in self._rules:
            return self._known[name]
        if name not in self._read:
            if name in self._open or len(self._open) >= LONGEST_CHAIN:
                chain = [*self._open[self._open.index(name) if name in self._open else 0 :], name]
                code = "tags_circular" if name in self._open else "tags_deep"
                raise UsageError(code, where=self._where, names=" -> ".join(chain), most=LONGEST_CHAIN)
            self._open.append(name)
            self._read[name] = parse(self._rules[name], self, where=f"{self._where}, {name}")
            self._open.pop()
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self._rules, **self._known})

    def __len__(self) -> int:
        return len({**self._rules, **self._known})
