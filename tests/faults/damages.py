"""Thirty-two ways in which an export is damaged on its way: each takes its lines and gives others, by chance.

``WRONG`` are those after which a cell may hold what was never there and look sound all the same: no reader can know,
so only the account is asked of them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from random import Random

Lines = list[str]
Damage = Callable[[Lines, Random], Lines]


def one(change: Callable[[str, Random], str]) -> Damage:
    """Change one line below the header."""

    def damage(lines: Lines, luck: Random) -> Lines:
        place = luck.randrange(1, len(lines))
        return [*lines[:place], change(lines[place], luck), *lines[place + 1 :]]

    return damage


def every(change: Callable[[str], str]) -> Damage:
    return lambda lines, luck: [change(line) for line in lines]


def cells_of(line: str) -> Lines:
    return next(csv.reader([line]))


def line_of(cells: Lines) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="").writerow(cells)
    return stream.getvalue()


def in_cells(change: Callable[[Lines, Random], Lines]) -> Damage:
    return one(lambda line, luck: line_of(change(cells_of(line), luck)))


def before_a_cell(text: str) -> Callable[[str, Random], str]:
    def put(line: str, luck: Random) -> str:
        cells = line.split(",")
        place = luck.choice([number for number, cell in enumerate(cells) if cell] or [0])
        return ",".join([*cells[:place], f"{text}{cells[place]}", *cells[place + 1 :]])

    return put


def inserted(what: Callable[[Lines, Random], str]) -> Damage:
    def damage(lines: Lines, luck: Random) -> Lines:
        place = luck.randrange(1, len(lines))
        return [*lines[:place], what(lines, luck), *lines[place:]]

    return damage


def somewhere(text: str) -> Callable[[str, Random], str]:
    def put(line: str, luck: Random) -> str:
        place = luck.randrange(len(line) + 1)
        return line[:place] + text + line[place:]

    return put


def without(cells: Lines, luck: Random) -> Lines:
    place = luck.randrange(len(cells))
    return cells[:place] + cells[place + 1 :]


def with_blank(cells: Lines, luck: Random) -> Lines:
    place = luck.randrange(len(cells))
    return [*cells[:place], "", *cells[place:]]


def swapped(lines: Lines, luck: Random) -> Lines:
    place = luck.randrange(1, len(lines) - 1)
    return [*lines[:place], lines[place + 1], lines[place], *lines[place + 2 :]]


def columns_turned(lines: Lines, luck: Random) -> Lines:
    """The same columns in another order, which is no damage at all."""
    rows = [cells_of(line) for line in lines]
    order = luck.sample(range(len(rows[0])), len(rows[0]))
    return [line_of([row[place] for place in order]) for row in rows]


def cut(lines: Lines, luck: Random) -> Lines:
    text = "\n".join(lines)
    return text[: luck.randrange(len(lines[0]), len(text))].split("\n")


def noisy(line: str, luck: Random) -> str:
    return "".join(luck.choice("0123456789,，。甲") if luck.random() < 0.1 else character for character in line)


DAMAGES: dict[str, Damage] = {
    "cell missing": in_cells(without),
    "cell too many": in_cells(with_blank),
    "cells shifted right": in_cells(lambda cells, luck: ["", *cells[:-1]]),
    "cells shifted left": in_cells(lambda cells, luck: [*cells[1:], ""]),
    "stray quote": one(somewhere('"')),
    "quote not closed": one(before_a_cell('"')),
    "bare open quote": one(lambda line, luck: f'"{line}'),
    "line twice": inserted(lambda lines, luck: luck.choice(lines[1:])),
    "lines swapped": swapped,
    "blank line": inserted(lambda lines, luck: ""),
    "line of commas": inserted(lambda lines, luck: "," * lines[0].count(",")),
    "header again": inserted(lambda lines, luck: lines[0]),
    "total line": lambda lines, luck: [*lines, "合计" + "," * (len(cells_of(lines[0])) - 1)],
    "title lines": lambda lines, luck: ["店铺报表", "导出时间：2024-06-30", *lines],
    "commas at the end": every(lambda line: line + ",,"),
    "cut": cut,
    "last line cut": lambda lines, luck: [*lines[:-1], lines[-1][: luck.randrange(1, len(lines[-1]))]],
    "two files in one": lambda lines, luck: [*lines, *lines[: luck.randrange(2, len(lines))]],
    "carriage returns": every(lambda line: line + "\r"),
    "some carriage returns": lambda lines, luck: [line + luck.choice(["", "\r"]) for line in lines],
    "header twice as wide": lambda lines, luck: [f"{lines[0]},{lines[0]}", *lines[1:]],
    "header cell too many": lambda lines, luck: [line_of(with_blank(cells_of(lines[0]), luck)), *lines[1:]],
    "header cell missing": lambda lines, luck: [line_of(without(cells_of(lines[0]), luck)), *lines[1:]],
    "header missing": lambda lines, luck: lines[1:],
    "columns turned": columns_turned,
    "semicolons": every(lambda line: line.replace(",", ";")),
    "tab in a line": one(lambda line, luck: line.replace(",", "\t", 1)),
    "NUL": one(somewhere("\0")),
    "control": one(somewhere("\x1b[2J")),
    "mark of order": one(somewhere("\ufeff")),
    "line broken in two": one(somewhere("\n")),
    "noise": one(
        lambda line, luck: "".join(luck.choice("0123456789,，。甲") if luck.random() < 0.1 else c for c in line)
    ),
}
WRONG = {"noise", "NUL", "control", "mark of order", "semicolons", "cut", "last line cut"}
