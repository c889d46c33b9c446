"""Lines that were broken in two: the halves of one follow each other alone, and have one cell more than it had."""

from __future__ import annotations

from collections import Counter


class Halves:
    """Sees the lines of an unusual width in their order and says how many of each width are halves of one line."""

    def __init__(self, width: int) -> None:
        self._whole = width + 1
        self._run: list[int] = []
        """The widths of the lines that follow each other up to now; more than three need not be kept."""
        self._last_line = 0
        self._found: Counter[int] = Counter()

    def see(self, line: int, width: int) -> None:
        """The next line of an unusual width."""
        if line != self._last_line + 1:
            self._end()
        self._last_line = line
        self._run = [*self._run, width][:3]

    def found(self) -> Counter[int]:
        """By width: the lines that are halves; of the lines that were seen up to now."""
        self._end()
        return self._found

    def _end(self) -> None:
        if len(self._run) == 2 and sum(self._run) == self._whole:
            self._found.update(self._run)
        self._run = []
