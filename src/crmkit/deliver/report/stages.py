"""Stages: who keeps the own rhythm, who is past it, and who moved since a snapshot of a month ago."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crmkit.deliver.report.answers import Answers, Line
from crmkit.deliver.report.saying import number
from crmkit.deliver.report.shown import level, listing
from crmkit.render.report.document import Block, Cell, Heat, Listing, Panel, Role
from crmkit.screen import Sentence, Tone

IN_RHYTHM = ("new", "active", "due")
PAST = ("dormant", "lost")
WITHOUT = ("never", "not_in_data")
"""Customers without a purchase that is known."""
TONES: Mapping[str, Tone] = {"overdue": "watch", **dict.fromkeys(PAST, "past"), **dict.fromkeys(WITHOUT, "apart")}
KEYS: Mapping[Role, tuple[str, ...]] = {"kept": IN_RHYTHM, "overdue": ("overdue",), "past": PAST, "without": WITHOUT}
"""What the colours of the bars mean."""
FEWEST_MOVES = 30


def stages(answers: Answers) -> Block:
    """How many keep their rhythm."""
    counted = {line["stage"]: line["customers"] for line in answers.lines("profile")}
    kept, overdue = sum(counted.get(stage, 0) for stage in IN_RHYTHM), counted.get("overdue", 0)
    heading = Sentence("stages_kept" if kept else "stages_none", {"kept": kept, "overdue": overdue or None})
    return Block("stages", heading, panels=(_now(answers), *_moves(answers)))


def _now(answers: Answers) -> Panel:
    profile, diff = answers.found["profile"], answers.get("diff")
    found = {line["stage"] for line in answers.lines("profile")}
    columns = ("stage", "customers", "customer_share", "net_sales_share")
    listings: list[Listing] = [
        listing(
            profile,
            columns,
            Sentence("stages_table"),
            spare=("customer_share",),
            bar="customers",
            tone_by="stage",
            tones=TONES,
        )
    ]
    notes = []
    if diff is None:
        notes.append(Sentence("stages_snapshot"))
    else:
        changed = ("group", "customers_before", "customers_after", "customers_change")
        caption = Sentence("stages_change", {"since": diff.facts["compared_with"]})
        listings.append(
            listing(diff, changed, caption, part="diff_groups")
        )  # no sign, no colour: more lost is not good
    return Panel(
        title=Sentence("stages"),
        deck=_deck(answers),
        keys=tuple(role for role, codes in KEYS.items() if found.intersection(codes)),
        listings=tuple(listings),
        notes=tuple(notes),
    )


def _deck(answers: Answers) -> Sentence:
    """What is counted, and who beside the customers of the other blocks."""
    counts = {line["stage"]: line["customers"] for line in answers.lines("profile")}
    everyone, rest = sum(counts.values()), sum(counts.get(stage, 0) for stage in WITHOUT)
    values = {"everyone": everyone, "bought": everyone - rest, "rest": rest}
    return Sentence("stages_deck", values if rest else dict.fromkeys(values))


def _moves(answers: Answers) -> Iterator[Panel]:
    """From which stage to which, a row for each stage then."""
    diff = answers.get("diff")
    if diff is None or number(diff.facts["moved"]) < FEWEST_MOVES:
        return
    lines = answers.lines("diff")
    after = [line["to_group"] for line in answers.lines("diff", "diff_totals")]
    before = list(dict.fromkeys(line["from_group"] for line in lines))
    rows = tuple(((name,), tuple(_cell(_found(lines, name, to), name == to) for to in after)) for name in before)
    yield Panel(
        title=Sentence("moves", {"since": diff.facts["compared_with"]}),
        deck=Sentence("moves_deck"),
        marks=Sentence("moves_marks"),
        heat=Heat(("from_group",), "to_group", tuple(after), rows),
        described=Sentence("moves_described", {"moved": number(diff.facts["moved"])}),
    )


def _found(lines: list[Line], before: str, after: str) -> Line | None:
    return next((line for line in lines if (line["from_group"], line["to_group"]) == (before, after)), None)


def _cell(line: Line | None, own: bool) -> Cell:
    if line is None:
        return Cell(own=own)
    return Cell(line["customers"], level=level(line["customers"], line["customers_before"]), own=own)
