"""What is said of a backup: its parts, and the point of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crmkit.deliver.backup.archive import Manifest
from crmkit.result import Record, Result
from crmkit.screen import Line, Screen, Sentence, Table

COLUMNS = ("file", "bytes", "sha256")
MIND = (
    *(
        "restore_again",
        "restore_unread",
        "restore_forgotten",
        "restore_pruned",
        "backup_no_key",
        "backup_no_texts",
        "backup_is_personal",
        "restore_older",
    ),
)


def records_of(manifest: Manifest) -> list[Record]:
    """A row per part."""
    return [(part.name, part.size, part.sha256) for part in manifest.parts]


def screened(result: Result, answer: tuple[Sentence, ...], *, next: str, values: Mapping[str, object]) -> Result:
    """The answer with its sentences and its screen."""
    table = Table(columns=("file", "bytes"), rows=len(result.records))
    screen = Screen((table,), (), MIND, Line("next", next, values), most_mind=len(MIND))
    return replace(result, answer=answer, screen=screen)
