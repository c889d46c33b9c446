"""One thing that was looked at, how it is, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from crmkit.byte_names import storable
from crmkit.errors import CrmError
from crmkit.messages import Language, catalog, filled, say
from crmkit.result import Record

State = Literal["fine", "notice", "wrong"]


@dataclass(frozen=True, slots=True)
class Observation:
    """What was found about ``check``: the sentence ``code`` of ``sentences/doctor.toml``, or an ``error``."""

    check: str
    state: State
    code: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    error: CrmError | None = None

    def record(self, language: Language) -> Record:
        """It as a row: what people read is the finding with the advice, which scripts also have by itself."""
        said, advice = self._of_error(self.error, language) if self.error else self._of_sentence(language)
        said, advice = storable(said), storable(advice)
        whole = say("text", "finding_with_advice", language, {"finding": said, "advice": advice or None})
        return self.check, self.state, whole, advice or None

    def _of_error(self, error: CrmError, language: Language) -> tuple[str, str]:
        said = {"where": error.where, "message": error.message(language)}
        return say("text", "placed", language, said), error.advice(language)

    def _of_sentence(self, language: Language) -> tuple[str, str]:
        advice = catalog()["doctor"][self.code].get(f"try_{language}", "")
        return say("doctor", self.code, language, self.values), filled(advice, self.values)
