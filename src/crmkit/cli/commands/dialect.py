"""``crmkit dialect``: a draft of a dialect for a file without one."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from crmkit.cli import options, session
from crmkit.cli.emit import Delivery
from crmkit.cli.streams import print_line, talking
from crmkit.errors import Refused
from crmkit.messages import say

if TYPE_CHECKING:
    from crmkit.deliver.target import Target

DraftFile = Annotated[str, typer.Argument(metavar="FILE", help="draft_file", show_default=False)]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="draft_overwrite")]


@dataclass(frozen=True, slots=True)
class DraftDelivery(Delivery):
    """How a draft leaves: it may hold decisions by the time it is written again."""

    overwrite: Overwrite = False

    @property
    def is_answer(self) -> bool:
        """Whether what was found is asked for, not the draft itself."""
        return self.format is not None or (self.output is not None and self.output.suffix not in ("", "-", ".toml"))

    def draft_target(self) -> Target:
        """Where it will go; a draft that is there already is not replaced unless that is said."""
        session.refuse_idle("idle_reveal", "reveal")
        if self.is_answer:
            return self.target()
        from crmkit.cli.guard import kept
        from crmkit.deliver.target import Target, check_place

        session.refuse_idle("idle_with_draft", "limit")
        target = Target(stdout=sys.stdout, path=self.output, keep=kept(drafts=True))
        check_place(target)
        if target.file is not None and target.file.exists() and not self.overwrite:
            raise Refused("draft_exists", where=str(target.file))
        return target


def dialect(file: DraftFile, delivery: DraftDelivery, encoding: options.Encoding = None) -> None:
    """Look at a file and write a draft dialect for it."""
    from crmkit.ingest.drafts.draft import DRAFT
    from crmkit.ingest.drafts.draft import dialect as answer

    run = session.current()
    target = delivery.draft_target()
    result = answer(file, encoding=encoding, dialect_folder=run.folders.dialects, language=run.language)
    if delivery.is_answer:
        delivery.send(result, target)
        return
    from crmkit.deliver.publish import publish_text

    publish_text(str(result.parts[DRAFT].records[0][0]), target)
    if target.file is not None and talking(delivery.quiet):
        values = {"file": file, "path": target.file, "decisions": result.facts["decisions"]}
        print_line(say("text", "draft_written" if result.facts["loads"] else "draft_open", run.language, values))
