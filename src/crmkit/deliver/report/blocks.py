"""The blocks of a report in the order of an owner's questions: a later one is one entry more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crmkit.deliver.report.answers import Answers
from crmkit.deliver.report.churn import churn
from crmkit.deliver.report.coming_back import coming_back
from crmkit.deliver.report.refunds import refunds
from crmkit.deliver.report.sales import sales
from crmkit.deliver.report.segments import segments
from crmkit.deliver.report.stages import stages
from crmkit.deliver.report.this_week import this_week
from crmkit.deliver.report.value import value
from crmkit.errors import NotEnoughError
from crmkit.messages import Language
from crmkit.render.report.document import Block
from crmkit.screen import Sentence


@dataclass(frozen=True, slots=True)
class Topic:
    """A block: its ``name``, the answer that it ``needs``, if it needs one, and what makes it of the answers.

    What makes it may find that there is nothing to say. ``of_buyers``: without identified buyers it is left out.
    """

    name: str
    made: Callable[[Answers], Block | None]
    needs: str = ""
    of_buyers: bool = True


TOPICS = (
    Topic("week", this_week, of_buyers=False),
    Topic("sales", sales, of_buyers=False),
    Topic("back", coming_back, "repurchase"),
    Topic("segments", segments, "segment"),
    Topic("value", value, "tiers"),
    Topic("stages", stages, "profile"),
    Topic("churn", churn, "churn"),
    Topic("refunds", refunds, of_buyers=False),
)


def blocks(answers: Answers) -> Iterator[Block]:
    """Every block that there is something to say in; one whose answer was refused says why."""
    for topic in TOPICS:
        if topic.of_buyers and not answers.has_buyers:
            continue
        refused = answers.refused.get(topic.needs)
        if refused is not None:
            yield Block(topic.name, Sentence(f"plain_{topic.name}"), refused=refusal(refused, answers.language))
        elif (block := topic.made(answers)) is not None:
            yield block


def refusal(error: NotEnoughError, language: Language) -> str:
    """The sentence of a refusal and what would help, as on a terminal."""
    message, advice = (text.replace("`", "") for text in (error.message(language), error.advice(language)))
    opening = message[:1].upper() + message[1:]
    if language == "zh":
        return f"{opening}；{advice}。" if advice else f"{opening}。"
    return f"{opening}; {advice}." if advice else f"{opening}."
