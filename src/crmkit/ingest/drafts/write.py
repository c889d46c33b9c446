"""A draft as a TOML file with comments: what was found stands beside each key, what is open begins with ``DECIDE``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from crmkit.ingest.drafts.column import Column
from crmkit.ingest.drafts.guess import SHOWN
from crmkit.ingest.drafts.plan import PINNED, PROVING, Plan
from crmkit.ingest.forms.words import STATES
from crmkit.ingest.headers.columns import FORMS
from crmkit.ingest.headers.layout import canonical_header
from crmkit.messages import Language, say

MARKS = frozenset(".,:")
"""A cell with none of these in a column without a meaning may be a number of a person."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def written(plan: Plan, file: str, columns: Sequence[Column], language: Language) -> str:
    """The text of the draft for ``file`` with these ``columns``, its comments in a language."""
    lines = [*_head(plan, file, language), *_keys(plan, language), "", "[fingerprint]", *_proof(plan), ""]
    lines += ["[columns]", *_columns(plan, language)]
    lines += [*_unused(plan, columns, language), "", *_statuses(plan, language), "", *_skips(plan, language)]
    return "\n".join(lines) + "\n"


def _head(plan: Plan, file: str, language: Language) -> Iterator[str]:
    yield comment(say("draft", "head", language, {"file": file}))
    if plan.dialect.is_asked:
        yield comment(say("draft", "known", language, {"dialect": plan.dialect.name}))
    for note in plan.notes:
        yield comment(f"DECIDE: {note.text(language)}")
    if not plan.notes:
        yield comment(say("draft", "nothing_open", language))
    yield from _measures(plan, language)
    yield ""


def _measures(plan: Plan, language: Language) -> Iterator[str]:
    measured = plan.measured
    staged = measured.staged if measured is not None else None
    if measured is None or staged is None:
        return
    values = {
        "line": staged.match.layout.header_line,
        "rows": staged.line_counts.records,
        "encoding": staged.encoding,
        "orders": measured.orders or None,
        "most": measured.most_rows or None,
        "rejects": staged.line_counts.quarantined or None,
        "decimal": measured.conventions.decimal,
        "first": staged.first_day,
        "last": staged.last_day,
        "currency": ", ".join(staged.currencies) or None,
    }
    yield comment(say("draft", "measured", language, values))


def _keys(plan: Plan, language: Language) -> Iterator[str]:
    dialect = plan.dialect
    yield f'kind = "{plan.guess.kind}"'
    yield f'platform = "{dialect.platform}" {comment(say("draft", "platform", language))}'
    if dialect.numeric_ids:
        yield 'ids = "number"'
    for key in PINNED:
        if key in plan.pins:
            yield f"{key} = {text(plan.pins[key])} {comment(say('draft', key, language))}"
        elif plan.guess.kind == "orders" or key in ("tz", "time_format", "decimal"):
            yield comment(f"{key} = {_CHOICES[key]} {comment(say('draft', key, language))}")

    if names := [OPEN[note.code] for note in plan.notes if note.code in OPEN]:
        yield f"open = {_list(names)} {comment(say('draft', 'open', language))}"


OPEN = {"decide_order_id": "order_id", "decide_buyer": "buyer", "decide_status_missing": "status"}
"""What is not read until it is decided, by the note that asks for it."""
_CHOICES = {
    "rows": '"order" | "line"', "amounts": '"order" | "line"', "basis": '"net" | "gross"', "tz": '"Asia/Shanghai"',
    "time_format": '"%d/%m/%Y %H:%M"', "decimal": '"." | ","', "currency": '"CNY"',
}  # fmt: skip


def _proof(plan: Plan) -> Iterator[str]:
    if plan.dialect.is_asked:
        for key, names in (("must", plan.dialect.must), ("any", plan.dialect.any), ("never", plan.dialect.never)):
            if names:
                yield f"{key} = {_list(names)}"
        return
    yield f"must = {_list([plan.guess.columns[name].header for name in PROVING if name in plan.guess.columns])}"


def _columns(plan: Plan, language: Language) -> Iterator[str]:
    for name in FORMS[plan.guess.kind]:
        column = plan.guess.columns.get(name)
        spelt = plan.dialect.columns.get(name, ()) if plan.dialect.is_asked else ()
        if spelt or column is not None:
            cells = comment(_forms(name, column, plan)) if column is not None and column.filled else ""
            yield f"{name} = {_list(spelt or [column.header] if column else spelt)} {cells}".rstrip()
        for choice in plan.guess.open.get(name, ()):
            forms = " | ".join(choice.examples(shown=not MARKS.isdisjoint("".join(choice.filled))))
            yield comment(f"{name} = {_list([choice.header])} {comment(f'DECIDE: {forms}')}")
        for choice in plan.guess.choices.get(name, ()):
            forms = " | ".join(choice.examples(shown=False))
            yield comment(f"{name} = {_list([choice.header])} {comment(f'DECIDE: {forms}')}")


def _forms(name: str, column: Column, plan: Plan) -> str:
    return " | ".join(column.examples(shown=is_shown(name, plan)))


def is_shown(name: str, plan: Plan) -> bool:
    """Whether the cells of a column may be shown as they are: times, money and counts of orders, words of a status."""
    return plan.guess.kind != "customers" and (name in SHOWN or FORMS[plan.guess.kind].get(name) in ("money", "count"))


def _unused(plan: Plan, columns: Sequence[Column], language: Language) -> Iterator[str]:
    used = {column.header for column in plan.guess.columns.values()}
    spelt = {name for names in plan.dialect.columns.values() for name in names} if plan.dialect.is_asked else ()
    spare = [each for each in columns if each.header not in used and canonical_header(each.header) not in spelt]
    if spare:
        yield comment(say("draft", "unused", language))
    for column in spare:
        yield comment(f"  {text(column.header)} {comment(' | '.join(column.examples(shown=False)))}")


def _statuses(plan: Plan, language: Language) -> Iterator[str]:
    yield "[status]"
    yield comment(say("draft", "status", language, {"states": ", ".join(STATES)}))
    own = plan.dialect.statuses
    yield from (f"{_key(word)} = {text(state)}" for word, state in own.items())
    for word, rows, state in plan.measured.statuses if plan.measured is not None else ():
        if word in own:
            continue
        count = say("draft", "rows_of", language, {"rows": rows})
        yield comment(f"{_key(word)} = {text(state or '?')} {comment(count if state else f'DECIDE: {count}')}")


def _skips(plan: Plan, language: Language) -> Iterator[str]:
    yield "[skip]"
    yield comment(say("draft", "skip", language))
    for header, value in plan.dialect.skips:
        yield f"{_key(header)} = {text(value)}"


def comment(sentence: str) -> str:
    """A comment on one line."""
    return f"# {_CONTROL.sub(' ', sentence)}"


def text(value: str) -> str:
    """A TOML string."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(names: Sequence[str]) -> str:
    return f"[{', '.join(map(text, names))}]"


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else text(name)
