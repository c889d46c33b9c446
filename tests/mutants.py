"""The ways in which one place of a file can be broken: Python as cosmic-ray does it, SQL by what stands for what."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

OPERATORS = (
    *("ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add", "ReplaceBinaryOperator_Mul_Div"),
    *("ReplaceBinaryOperator_Div_Mul", "ReplaceBinaryOperator_FloorDiv_Mul", "ReplaceBinaryOperator_Mod_Add"),
    *("ReplaceBinaryOperator_Pow_Mul", "ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_NotEq_Eq"),
    *("ReplaceComparisonOperator_Lt_LtE", "ReplaceComparisonOperator_LtE_Lt", "ReplaceComparisonOperator_Gt_GtE"),
    *("ReplaceComparisonOperator_GtE_Gt", "ReplaceComparisonOperator_Lt_Gt", "ReplaceComparisonOperator_Gt_Lt"),
    *("ReplaceComparisonOperator_Is_IsNot", "ReplaceComparisonOperator_IsNot_Is", "ReplaceUnaryOperator_Delete_USub"),
    *("ReplaceUnaryOperator_Delete_Not", "AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue"),
    *("ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceBreakWithContinue", "ReplaceContinueWithBreak"),
    *("NumberReplacer", "ZeroIterationForLoop"),
)
"""Of what cosmic-ray knows: no operator is replaced by one that no number in the program could be used with."""

_WORDS = (
    *((r">=", ">"), (r"<=", "<"), (r"(?<= )>(?= )", ">="), (r"(?<= )<(?= )", "<="), (r"(?<= )=(?= )", "<>")),
    *((r"<>", "="), (r"\band\b", "or"), (r"\bor\b", "and"), (r"(?<= )\+(?= )", "-"), (r"(?<= )-(?= )", "+")),
    *((r"(?<= )\*(?= )", "+"), (r"\bmax\(", "min("), (r"\bmin\(", "max("), (r"\bsum\(", "max(")),
    *((r"\bleast\(", "greatest("), (r"\bgreatest\(", "least("), (r" desc\b", ""), (r"\bis not null\b", "is null")),
    *((r"\bis null\b", "is not null"), (r"\bdistinct ", ""), (r"\bleft join\b", "inner join")),
    *((r"\bsemi join\b", "anti join"), (r"\banti join\b", "semi join"), (r"\bnot ", "")),
)
_NUMBER = re.compile(r"(?<![\w.$'(,{\[])\d+(?![\w.'(,})\]])")


@dataclass(frozen=True)
class Place:
    """One place of a file and what is put there; ``path`` is below the checkout."""

    path: str
    line: int
    what: str
    name: str
    broken: Callable[[], str]
    """The text of the file with this place broken."""
    in_function: bool


def places_of(file: Path, root: Path) -> list[Place]:
    """Every place of a Python or SQL file that can be broken, and how."""
    found = _of_python(file) if file.suffix == ".py" else _of_sql(file)
    path = str(file.relative_to(root))
    inside = _lines_of_functions(file) if file.suffix == ".py" else set()
    return [
        Place(path, line, what, f"{path}:{what}:{number}", broken, line in inside)
        for number, (line, what, broken) in enumerate(found)
    ]


def _lines_of_functions(file: Path) -> set[int]:
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    bodies = [
        node.body for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, functions)
    ]
    return {line for body in bodies for line in range(body[0].lineno, (body[-1].end_lineno or body[-1].lineno) + 1)}


def _of_python(file: Path) -> Iterator[tuple[int, str, Callable[[], str]]]:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = file.read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(source)))
    for name in OPERATORS:
        operator = get_operator(f"core/{name}")()
        lines = [start[0] for node in nodes for start, _ in operator.mutation_positions(node)]
        for occurrence, line in enumerate(lines):
            yield line, name, partial(mutate_code, source, operator, occurrence)


def _of_sql(file: Path) -> Iterator[tuple[int, str, Callable[[], str]]]:
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    for number, line in enumerate(lines):
        code = "" if line.startswith("create") else line.partition("--")[0]
        for start, end, other in _changes(code):
            if code[:start].count("'") % 2 == 0:
                changed = [*lines[:number], line[:start] + other + line[end:], *lines[number + 1 :]]
                yield number + 1, f"{line[start:end].strip()} -> {other.strip()}", partial("".join, changed)


def _changes(code: str) -> Iterator[tuple[int, int, str]]:
    for pattern, other in _WORDS:
        if other == "or" and "between" in code:
            continue
        for found in re.finditer(pattern, code):
            yield found.start(), found.end(), other
    for found in _NUMBER.finditer(code):
        yield found.start(), found.end(), str(int(found[0]) + 1)
