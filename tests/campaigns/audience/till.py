"""A shop with contacts, answers and refunds in a file, and its funnel once more in plain Python."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from crmkit.store.connect import connect
from crmkit.store.migrate import build_schema

DAY = date(2024, 6, 30)
REASONS = (
    *("blocked", "refused", "no_consent", "open_refund", "just_bought", "just_contacted"),
    *("over_cap", "other_campaign", "over_max"),
)


@dataclass
class Person:
    """What a shop knows of somebody: days and fen of purchases, contacts, answers, whether a refund is open."""

    purchases: list[tuple[date, int]]
    contacts: list[tuple[date, str, str]] = field(default_factory=list)
    """Day, status, arm."""
    answers: list[tuple[datetime, str, str]] = field(default_factory=list)
    """Moment, channel, answer."""
    has_open_refund: bool = False


People = Mapping[str, Person]


@cache
def key_of(name: str) -> int:
    """The key that a nick has in every store."""
    with closing(connect()) as connection:
        ((key,),) = connection.execute("select hash(?)", [name]).fetchall()
    return int(key)


def keep(path: Path, people: People) -> Path:
    """A store at ``path`` that holds these people."""
    with closing(connect(paths=[path, path.with_name(path.name + ".wal")])) as connection:
        connection.execute(f"attach '{path}' as target")
        build_schema(connection, "target")
        connection.begin()
        number = 0
        for name, person in people.items():
            key = key_of(name)
            connection.execute("insert into target.kept.customers values (?, 1, ?, 1, null)", [key, name])
            for day, fen in person.purchases:
                number += 1
                connection.execute(
                    "insert into target.kept.orders (shop_key, order_key, customer_key, identity, paid_at, status, "
                    "net, refund, marks, file_key) values (1, ?, ?, 1, ?, 4, ?, 0, 0, 1)",
                    [number, key, datetime.combine(day, time(12)), Decimal(fen) / 100],
                )
            for place, (day, status, arm) in enumerate(person.contacts):
                connection.execute(
                    "insert into target.kept.contacts values (1, ?, 'sms', ?, ?, null, ?, ?, 1)",
                    [key, datetime.combine(day, time(9)), f"old{place}", status, arm],
                )
            for since, channel, answer in person.answers:
                connection.execute(
                    "insert into target.kept.consents values (1, ?, ?, ?, ?, 1)", [key, channel, answer, since]
                )
            if person.has_open_refund:
                connection.execute(
                    "insert into target.kept.refunds (shop_key, refund_key, order_key, amount, status, applied_at, "
                    "marks, file_key) values (1, ?, ?, 1, 0, ?, 0, 1)",
                    [number, number, datetime.combine(DAY, time(1))],
                )
        connection.commit()
    return path


@dataclass(frozen=True)
class Rules:
    """The rules of a list, as the tests say them."""

    channel: str = "sms"
    assumes: bool = False
    rest: int = 7
    after: int = 7
    cap: tuple[int, int] = (2, 30)
    most: int | None = None
    holdout: float = 0.1
    salt: str = "list"


def reason(person: Person, rules: Rules) -> str | None:
    """Why somebody is left out, but for --max; ``None`` for who may be contacted."""
    said = [(since, answer) for since, channel, answer in person.answers if channel in ("", rules.channel)]
    if any(answer == "blocked" for _, answer in said):
        return "blocked"
    newest = max((since for since, _ in said), default=None)
    last = {answer for since, answer in said if since == newest}
    if "no" in last:
        return "refused"
    if rules.channel in ("sms", "mail", "call") and not rules.assumes and "yes" not in last:
        return "no_consent"
    if person.has_open_refund:
        return "open_refund"
    if any(0 <= (DAY - day).days < rules.after for day, _ in person.purchases):
        return "just_bought"
    made = [day for day, status, arm in person.contacts if status != "failed" and arm != "holdout"]
    if any((DAY - day).days < rules.rest for day in made):
        return "just_contacted"
    if sum((DAY - day).days < rules.cap[1] for day in made) + 1 > rules.cap[0]:
        return "over_cap"
    return None


def held_out(name: str, rules: Rules) -> bool:
    """The draw: the first 32 bits of SHA-256 of salt and name, as a share of all."""
    number = int(hashlib.sha256(f"{rules.salt}|{name}".encode()).hexdigest()[:8], 16)
    return number / 2**32 < rules.holdout


def funnel(people: People, rules: Rules) -> dict[str, list[str]]:
    """Everybody under the list, the hold-out, or the reason why not; the biggest spender of the list first."""
    found: dict[str, list[str]] = {name: [] for name in ("list", "holdout", *REASONS)}
    free: list[str] = []
    for name, person in people.items():
        why = reason(person, rules)
        if why is None:
            free.append(name)
        else:
            found[why].append(name)
    free.sort(key=lambda name: (-sum(fen for _, fen in people[name].purchases), name))
    cut = len(free) if rules.most is None else rules.most
    found["over_max"] = free[cut:]
    for name in free[:cut]:
        found["holdout" if held_out(name, rules) else "list"].append(name)
    return found


def members(path: Path, name: str) -> dict[int, tuple[str, str | None]]:
    """The arm and the reason of each customer of an audience that is kept."""
    with closing(connect(str(path), read_only=True)) as connection:
        rows = connection.execute("select customer_key, arm, reason from kept.arms where name = ?", [name]).fetchall()
    assert len({key for key, *_ in rows}) == len(rows), "somebody is there twice"
    return {key: (arm, reason) for key, arm, reason in rows}


def at(number: int) -> datetime:
    """A moment on the day of that number in 2024."""
    return datetime.combine(date(2023, 12, 31), time(8)) + timedelta(days=number)


def days_ago(*days: int) -> Iterable[date]:
    return [DAY - timedelta(days=number) for number in days]


def plain(names: Sequence[str], ago: int = 40, fen: int = 1000) -> dict[str, Person]:
    """People who bought once and agreed to be contacted."""
    answer = (at(1), "sms", "yes")
    return {name: Person([(DAY - timedelta(days=ago), fen)], answers=[answer]) for name in names}
