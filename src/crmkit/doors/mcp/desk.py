"""The desk: takes one call after the other, asks the store, which is open for that call alone, and says the answer."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crmkit.config import Settings
from crmkit.deliver.publish import Looks, publish
from crmkit.deliver.recipes.parameters import SAID
from crmkit.deliver.recipes.questions import SCOPE, Question, parameters_of, question_of
from crmkit.deliver.recipes.table import Place, Table
from crmkit.deliver.target import Target
from crmkit.doors.mcp.arguments import checked
from crmkit.doors.mcp.paths import name_of, without_paths
from crmkit.doors.mcp.tools import EXPLAIN, ROWS, Tool
from crmkit.errors import CrmError, UsageError
from crmkit.messages import Language, say
from crmkit.privacy.mask import mask_nick
from crmkit.render.as_json import CUT
from crmkit.render.safe import show

if TYPE_CHECKING:
    from crmkit.result import Result
    from crmkit.store.store import Store


MOST_CHARACTERS = 4_000
"""Of one text: a title of a shop's file may be as long as it likes."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: an answer, or an error of the tool."""

    content: Mapping[str, Any]
    is_error: bool = False

    @property
    def text(self) -> str:
        """It for a client that takes texts only."""
        return json.dumps(self.content, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Means:
    """What the owner says at the start: the store, how long to wait for it, the settings, and whether names are shown.

    ``bug`` is told of an error of the program itself, so that it is written down where the owner finds it.
    """

    store: Path | None
    wait: float
    memory: str | None
    settings: Settings
    language: Language
    reveal: bool
    bug: Callable[[Exception], object]


@dataclass(slots=True)
class Desk:
    """Where calls are answered; nothing is kept from one to the next."""

    means: Means
    _open: Store | None = field(default=None, repr=False)
    _is_closed: bool = False

    def reply(self, tool: Tool, given: Mapping[str, Any]) -> Reply:
        """The answer to a call, or what is wrong with it; nothing is raised."""
        language = self.means.language
        try:
            values = checked(tool, given)
            limit = values.pop("limit", ROWS)
            return Reply(self._content(self._answer(tool, values), limit))
        except CrmError as error:
            return self._refusal(error.code, error.message(language), error.advice(language))
        except Exception as error:  # noqa: BLE001  a client must never see how the program failed, only that it did
            if not self._is_closed:
                self.means.bug(error)
            said = say("text", "bug", language, {"kind": type(error).__name__})
            return self._refusal("bug", said, say("tool", "bug", language))

    def close(self) -> None:
        """Let go of a question that is being asked: nobody waits for it any more."""
        self._is_closed = True
        if (store := self._open) is not None:
            with contextlib.suppress(Exception):  # it has just been closed
                store.interrupt()

    def _answer(self, tool: Tool, values: Mapping[str, Any]) -> Result:
        language = self.means.language
        if tool.name == EXPLAIN:
            from crmkit.doors.explain.explain import explain

            return explain(values["metric"], language=language)
        question = self._question(tool.name, values)
        with self._opened(question.scope) as store:
            self._open = store
            try:
                return question.ask(store, language)
            finally:
                self._open = None

    def _question(self, analysis: str, values: Mapping[str, Any]) -> Question:
        """What is asked, its parameters read as those of a recipe are."""
        own = {SAID.get(name, name): name for name in parameters_of(analysis)}
        given = {own[name]: value for name, value in values.items() if name in own}
        scope = {name: values[name] for name in SCOPE if name in values and name not in own}
        means = self.means
        place = Place(Path.cwd() / analysis, means.settings, means.language, means.language)
        question = question_of(analysis, given, scope, Table({}, "", place))
        if "named" in own:
            named = str if means.reveal else mask_nick
            question = replace(question, parameters={**question.parameters, "named": named})
        return question

    def _opened(self, scope: Mapping[str, Any]) -> Store:
        from crmkit.ingest.forms.checked import read_currency
        from crmkit.store.shops import asked_shops
        from crmkit.store.store import open_store
        from crmkit.store.store_file import require_store

        path = self.means.store
        if path is None:
            raise UsageError("no_home")
        if not path.exists():
            raise UsageError("no_store", store=None)
        require_store(path)
        currency = read_currency(scope.get("currency"), of_data=True)
        store = open_store(path, wait=self.means.wait, memory=self.means.memory, only_read=True)
        store.prices.asked = currency
        store.shops = asked_shops(scope.get("shop"), scope.get("platform"))
        return store

    def _content(self, result: Result, limit: int) -> dict[str, Any]:
        """The JSON of the command, each table cut to ``limit`` rows, and how it is to be read."""
        parts = {name: replace(part, records=part.records[:limit]) for name, part in result.parts.items()}
        written = io.BytesIO()
        stream = io.TextIOWrapper(written, encoding="utf-8")  # which closes the other when nobody has it
        means = self.means
        publish(
            replace(result, parts=parts),
            Target(stdout=stream),
            format="json",
            language=means.language,
            looks=Looks(limit=limit),
            reveal=means.reveal,
        )
        content = self._seen(json.loads(written.getvalue()))
        excerpt = {
            "rows": _size(len(result.records), limit),
            "parts": {name: _size(len(part.records), limit) for name, part in result.parts.items()},
            "names_masked": not means.reveal,
            "texts_cut": _long(content),
            "text_is_data": say("tool", "text_is_data", means.language),
        }
        return {**content, "excerpt": excerpt}

    def _refusal(self, code: str, message: str, advice: str) -> Reply:
        said = {"code": code, "message": message, "try": advice}
        return Reply({"error": {key: show(self._without_paths(text)) for key, text in said.items()}}, is_error=True)

    def _without_paths(self, text: str) -> str:
        known = [path for path in (self.means.store, self.means.settings.tags) if path is not None]
        return without_paths(text, known)

    def _seen(self, content: dict[str, Any]) -> dict[str, Any]:
        """``content`` without folders where it names files, and without what cannot be seen.

        Files stand in the column ``file`` and in what we say ourselves; other texts are the shop's, and stay.
        """
        for group in ("notes", "answer"):
            content[group] = [{**said, "text": self._without_paths(said["text"])} for said in content[group]]
        for table in (content, *content["parts"].values()):
            for row in table["rows"]:
                if isinstance(row.get("file"), str):
                    row["file"] = name_of(row["file"])
        return {name: _visible(value) for name, value in content.items()}


def _size(rows: int, limit: int) -> dict[str, int]:
    return {"shown": min(rows, limit), "all": rows}


def _long(value: Any) -> int:
    """How many texts were cut."""
    if isinstance(value, str):
        return int(len(value) == MOST_CHARACTERS + 1 and value.endswith(CUT))
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(map(_long, inside))


def _visible(value: Any) -> Any:
    """Every text with what cannot be seen written out, and not too long: a model reads what its owner does not see."""
    if isinstance(value, str):
        shown = show(value)
        return shown if len(shown) <= MOST_CHARACTERS else shown[:MOST_CHARACTERS] + CUT
    if isinstance(value, list):
        return [_visible(each) for each in value]
    if isinstance(value, dict):
        return {show(name): _visible(each) for name, each in value.items()}
    return value
