"""What the steps of one run work with: the store, opened when it is first asked, and the answers they share."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmkit.deliver.kept import NOTHING, Kept
from crmkit.deliver.recipes.questions import Question
from crmkit.errors import UsageError
from crmkit.messages import Language

if TYPE_CHECKING:
    from crmkit.result import Result
    from crmkit.store.store import Store

Clock = Callable[[], datetime]
"""The present moment as the shop's own naive time."""


@dataclass(frozen=True, slots=True)
class Means:
    """What the caller gives a run: where the store lies, how long to wait for it, and the clock, if there is one.

    ``keep`` is what no output may replace. Answers are in ``language`` if one was asked for; else those for
    people are in ``spoken`` and those for scripts in English. ``usual`` is the store of commands that name none.
    """

    store: Path
    wait: float
    memory: str | None
    language: Language | None
    spoken: Language
    now: Clock | None = None
    keep: Kept = NOTHING
    usual: Path | None = None


@dataclass(slots=True)
class Bench:
    """The ``means`` of a run and what it has found out: one store is open at a time, for one choice of shops."""

    means: Means
    questions: Mapping[str, Question] = field(default_factory=dict)
    _answers: dict[tuple[str, Language], Result] = field(default_factory=dict)
    _store: Store | None = None
    _scope: Mapping[str, Any] | None = None

    def answer(self, question: Question, language: Language | None = None) -> Result:
        """The answer to ``question``, computed once; facts are the same in each language, so any will do for them."""
        wanted = language or self.means.language or self.means.spoken
        if language is None:
            known = (answer for (key, _), answer in self._answers.items() if key == question.key)
            found = next(known, None)
        else:
            found = self._answers.get((question.key, wanted))
        if found is None:
            found = question.ask(self.shop(question.scope), wanted)
            self._answers[question.key, wanted] = found
        return found

    def shop(self, scope: Mapping[str, Any]) -> Store:
        """The store, open for reading, to be asked of these shops in this currency."""
        if self._store is None or scope != self._scope:
            self.leave_store()
            self._store, self._scope = _opened(self.means, scope), scope
        return self._store

    def leave_store(self) -> None:
        """Close the store, which a step is about to change."""
        store, self._store = self._store, None
        if store is not None:
            store.close()

    def forget_answers(self) -> None:
        """The store has changed."""
        self.leave_store()
        self._answers.clear()


@contextlib.contextmanager
def bench_for(means: Means, questions: Mapping[str, Question]) -> Iterator[Bench]:
    """A bench whose store is closed at the end."""
    bench = Bench(means, questions)
    try:
        yield bench
    finally:
        bench.leave_store()


def _opened(means: Means, scope: Mapping[str, Any]) -> Store:
    from crmkit.ingest.forms.checked import read_currency
    from crmkit.store.shops import asked_shops
    from crmkit.store.store import open_store
    from crmkit.store.store_file import require_store

    if not means.store.exists():
        raise UsageError("no_store", where=str(means.store), store=None)
    require_store(means.store)
    store = open_store(means.store, wait=means.wait, memory=means.memory)
    store.prices.asked = read_currency(scope.get("currency"), of_data=True)
    store.shops = asked_shops(scope.get("shop") or "", scope.get("platform") or "")
    return store
