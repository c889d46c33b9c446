"""Why a question in SQL is refused, as errors of the catalog that point at the part which is wrong."""

from __future__ import annotations

import re

from crmkit.doors.sql.views import named_in, views
from crmkit.errors import Excerpt, ExpressionError, UsageError, near
from crmkit.store.sandbox.complaints import QuestionError

NO_QUESTION = {"empty": "sql_empty", "several": "sql_several", "no_select": "sql_no_select"}
OPTION = "SQL"
"""Where the error is: what the help calls the argument."""


def refusal(problem: QuestionError, question: str) -> UsageError:
    """What the engine has against ``question`` as ours: the near view or column, else its own sentence."""
    if problem.kind in NO_QUESTION:
        return UsageError(NO_QUESTION[problem.kind], where=OPTION)
    if problem.kind == "parameter":
        return UsageError("sql_parameter", where=OPTION, name=problem.name)
    excerpt = Excerpt(re.sub(r"\s", " ", question), problem.start, max(problem.end, problem.start + 1))
    part = question[problem.start : problem.end]
    if problem.kind == "column":
        name = problem.name or part.rpartition(".")[2]
        return ExpressionError("sql_column", excerpt, where=OPTION, name=name, nearest=near(name, _columns(question)))
    if problem.kind == "table":
        known = ", ".join(views())
        return ExpressionError(
            "sql_view", excerpt, where=OPTION, name=problem.name, nearest=near(problem.name, views()), known=known
        )
    if problem.kind == "function":
        return ExpressionError("sql_function", excerpt, where=OPTION, name=problem.name)
    if problem.kind == "forbidden":
        return UsageError("sql_forbidden", where=OPTION)
    sentence = problem.sentence.rstrip(".")
    if problem.end:
        return ExpressionError("sql_wrong", excerpt, where=OPTION, problem=sentence)
    return UsageError("sql_failed", where=OPTION, problem=sentence)


def _columns(question: str) -> list[str]:
    """The columns of the views that the question names, of all of them where it names none."""
    named = named_in(question) or [*views()]
    return sorted({column for name in named for column in views()[name]})
