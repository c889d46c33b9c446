"""A store that is asked first and written to afterwards, in one short transaction, with what the questions built."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Self

from crmkit.errors import UsageError
from crmkit.store.connect import DEFAULT_MEMORY
from crmkit.store.private import private_folder
from crmkit.store.workspace import Workspace


class AskedAndWritten:
    """The store at ``path`` open for questions, then once for a change; use it in a ``with`` block.

    Questions are asked of ``store``, whose temporary tables are still there when the change is made. A busy store is
    waited for ``wait`` seconds each time. ``schema`` makes the tables that not every store has yet.
    """

    schema: Traversable

    def __init__(self, path: Path, *, wait: float, memory: str | None = None) -> None:
        if not path.exists():
            raise UsageError("no_store", where=str(path), store=None)
        self._wait = wait
        with contextlib.ExitStack() as resources:
            folder = resources.enter_context(private_folder(None))
            self._workspace = Workspace(
                folder, store=path, inputs=[], size=0, memory=memory or DEFAULT_MEMORY, wait=wait
            )
            resources.callback(self._workspace.close)
            self.store = self._workspace.asked_store(wait)
            self._resources = resources.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.store.close()  # keeps what questions learnt, now that nothing else holds the file
        self._resources.close()

    def run(self, file: Traversable, values: Mapping[str, object] | None = None) -> list[tuple[object, ...]]:
        """Execute every statement of ``file`` within the change; the rows of the last one."""
        return self._workspace.run(file, values)

    @contextlib.contextmanager
    def changing(self) -> Iterator[None]:
        """One transaction on the store, after the questions."""
        self._workspace.leave_asked()
        with self._workspace.holding_store(self._wait):
            self._workspace.run(self.schema)
            yield
