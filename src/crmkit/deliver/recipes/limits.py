"""``[[check]]`` before the questions and ``[[goal]]`` behind them: a fact, and the bound that it has to keep.

A fact is one of an analysis (``churn.expected_loss_rate``), of a question of the recipe, or of the ``data``.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Literal

from crmkit.deliver.recipes.bench import Bench
from crmkit.deliver.recipes.data_facts import DATA, FACTS, data_facts
from crmkit.deliver.recipes.questions import known_analysis, plain
from crmkit.deliver.recipes.steps import Done, Work
from crmkit.deliver.recipes.table import Table
from crmkit.errors import ConditionMet, NotEnoughError, UsageError, near
from crmkit.render.cells import human_text, percent
from crmkit.vocabulary import Kind, vocabulary

Code = Literal["check_failed", "goal_missed"]
SIGNS: Mapping[str, Callable[[Decimal, Decimal], bool]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq,
}  # fmt: skip
"""How a fact may be compared with its bound."""
WORDS: frozenset[Kind] = frozenset({"text", "id", "code", "nick", "date", "time", "flag"})
"""Kinds of figures that are no numbers."""
EXAMPLE = "churn.expected_loss_rate <= 35%"
MOST_SHARE = 2
"""A bound of a share beyond twice the whole is a number of per cent without its sign."""
_FORM = re.compile(r"\s*(\S[^<>=]*?)\.([a-z_]+)\s*(>=|<=|>|<|=)\s*(-?[0-9][0-9_,]*(?:\.[0-9]+)?)\s*(%?)\s*")


@dataclass(frozen=True, slots=True)
class Bound:
    """``source.fact sign limit``, and the ``text`` of the last two."""

    source: str
    fact: str
    sign: str
    limit: Decimal
    text: str

    @property
    def name(self) -> str:
        """The figure and whose it is."""
        return f"{self.source}.{self.fact}"


def read_check(table: Table) -> Work:
    """A condition on the data or an answer, tested before anything is asked for."""
    return _read(table, "check_failed")


def read_goal(table: Table) -> Work:
    """A target for a fact of an answer."""
    return _read(table, "goal_missed")


def _read(table: Table, code: Code) -> Work:
    text = table.needed("require", EXAMPLE)
    bound = read_bound(text, table)
    question = None
    if bound.source != DATA and bound.source not in table.place.asks:
        known_analysis(bound.source, table, "require", DATA, *sorted(table.place.asks))
        question = plain(bound.source, table)
    _refuse_no_figure(bound, table)
    _refuse_large_share(bound, table)
    run = partial(_test, bound=bound, code=code)
    return Work(bound.name, bound.name, run, required=bound.text, question=question)


def _form(table: Table, text: str) -> UsageError:
    return table.fault("recipe_bound", "require", value=text, signs=" ".join(SIGNS), example=f'require = "{EXAMPLE}"')


def _refuse_no_figure(bound: Bound, table: Table) -> None:
    """Refuse what no answer has, or has as a word; which of the others an answer has is seen when it is there."""
    if bound.source == DATA:
        if bound.fact not in FACTS:
            raise _unknown(bound, FACTS, table.at("require"))
        return
    if bound.fact not in vocabulary():
        raise _unknown(bound, (), table.at("require"))
    if vocabulary()[bound.fact].kind in WORDS:
        raise UsageError("fact_no_number", where=table.at("require"), fact=bound.name, value=None)


def _refuse_large_share(bound: Bound, table: Table) -> None:
    if _kind_of(bound.fact) == "rate" and abs(bound.limit) > MOST_SHARE and not bound.text.endswith("%"):
        said = {"fact": bound.name, "value": bound.text, "example": f"{bound.name} {bound.text}%"}
        raise table.fault("recipe_share", "require", **said)


def read_bound(text: str, table: Table) -> Bound:
    """The condition that ``text`` states."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise _form(table, text)
    source, fact, sign, number, percent = found.groups()
    try:
        limit = Decimal(re.sub("[_,]", "", number)) / (100 if percent else 1)
    except InvalidOperation:
        raise _form(table, text) from None
    return Bound(source, fact, sign, limit, f"{sign} {number}{percent}")


def _test(bench: Bench, *, bound: Bound, code: Code) -> Done:
    facts = data_facts(bench) if bound.source == DATA else bench.answer(bench.questions[bound.source]).facts
    name, value = bound.name, facts.get(bound.fact)
    if value is None:  # these data are too few for it, or another analysis has it
        known = None if bound.fact in facts else ", ".join(facts)
        raise NotEnoughError("fact_without_value", fact=name, known=known)
    try:
        if isinstance(value, bool):
            raise ValueError(value)
        number = Decimal(str(value))
    except (ValueError, InvalidOperation):
        raise UsageError("fact_no_number", fact=name, value=value) from None
    holds = SIGNS[bound.sign](number, bound.limit)
    shown = _shown(_kind_of(bound.fact), number, value, bound, holds)
    unmet = None
    if not holds:
        unmet = _unmet(code, name, shown, bound.text)
    return Done(measured=shown, unmet=unmet)


def _shown(kind: Kind, number: Decimal, value: object, bound: Bound, holds: bool) -> str:
    """The fact for people; with all its digits where the rounded one would say otherwise of the bound."""
    if kind == "rate":
        rounded = round(number, 3)
        return (
            percent(number) if SIGNS[bound.sign](rounded, bound.limit) == holds else f"{(number * 100).normalize():f}%"
        )
    return human_text(kind, value if isinstance(value, int) else number, "en")


def _unmet(code: Code, fact: str, value: str, required: str) -> ConditionMet:
    if code == "goal_missed":
        return ConditionMet("goal_missed", fact=fact, value=value, required=required)
    return ConditionMet("check_failed", fact=fact, value=value, required=required)


def _kind_of(fact: str) -> Kind:
    """How people read it."""
    if fact in FACTS:
        return FACTS[fact]
    return vocabulary()[fact].kind


def _unknown(bound: Bound, known: Iterable[str], where: str | None = None) -> UsageError:
    names = list(known)
    return UsageError(
        "fact_unknown", where=where, source=bound.source, fact=bound.fact,
        nearest=near(bound.fact, names or vocabulary()), known=", ".join(names) or None,
        asked=None if names else f"crmkit {bound.source} --format json",
    )  # fmt: skip
