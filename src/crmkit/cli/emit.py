"""How an answer leaves: the delivery options of a command, handed to ``deliver.publish``."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from crmkit.cli import options, session
from crmkit.cli.progress import working
from crmkit.cli.streams import print_line, talking
from crmkit.messages import say
from crmkit.periods import OLD_DAYS, SHOP_TIME

if TYPE_CHECKING:
    from crmkit.deliver.kept import Kept
    from crmkit.deliver.target import Target
    from crmkit.result import Result


@dataclass(frozen=True, slots=True)
class Delivery:
    """Format, target and looks of an answer."""

    format: options.Format = None
    output: options.Output = None
    limit: options.Limit = None
    full: options.Full = False
    wide: options.Wide = False
    excel: options.Excel = False
    lang: options.Lang = None
    reveal: options.Reveal = False
    quiet: options.Quiet = False

    @property
    def is_silent(self) -> bool:
        """Whether ``-q`` alone was given, to a command that is not asked for data: it tells of trouble only."""
        return self.quiet and self.output is None and self.format is None

    def target(self, *, keep: Kept | None = None, named: bool = False) -> Target:
        """Where the answer will go, refused before any work is done.

        ``keep`` is what is never overwritten, by default what the command line and the settings name. ``named``: the
        answer will hold buyers' names, so that there is something to reveal.
        """
        if not named:
            session.refuse_idle("idle_reveal", "reveal")
        from crmkit.cli.guard import kept
        from crmkit.deliver.target import Target, check

        target = Target(stdout=sys.stdout, path=self.output, keep=keep or kept(), excel=self.excel)
        check(target, self.format)
        return target

    def text_target(self) -> Target:
        """Where a text of its own will go that names no buyer, as ``target``."""
        session.refuse_idle("idle_reveal", "reveal")
        from crmkit.cli.guard import kept
        from crmkit.deliver.target import Target, check_place, refuse_kept

        target = Target(stdout=sys.stdout, path=self.output, keep=kept())
        refuse_kept(target)
        check_place(target)
        return target

    def most(self, top: int, *, leading: bool = False) -> int | None:
        """How many rows a list has: as many as were asked for, else ``top`` on a screen and all of them in a file.

        A ``leading`` list has all of them, too, where it is the one table that the format holds.
        """
        if session.was_typed("top"):
            return top
        return None if self.output is not None or (leading and self._is_bare()) else top

    def _is_bare(self) -> bool:
        from crmkit.render.formats import format_named

        return self.excel or (self.format is not None and format_named(self.format).bare)

    def send(self, result: Result, target: Target) -> None:
        """Publish ``result``; say on stderr what was left out, what the format had no place for, what was written."""
        from crmkit.deliver.publish import Looks, publish

        language, spoken = session.current().language, session.current().spoken
        looks = Looks(self.limit, full=self.full, wide=self.wide, command=session.current().command)
        with working(self.quiet or target.file is None):
            left = publish(result, target, format=self.format, language=language, looks=looks, reveal=self.reveal)
        if left.hidden and not self.quiet:  # even without a terminal: nothing is cut in silence
            code = "rows_limited" if left.files else "more_rows"
            print_line(say("text", code, spoken, {"rows": left.hidden}))
        for note in () if self.quiet else left.found:  # nor is anything that reading left out
            print_line(note)
        for path, rows in () if self.quiet else left.files[1:]:  # nor does a file appear in silence
            print_line(say("text", "wrote", spoken, {"rows": rows, "path": path}))
        if not talking(self.quiet):
            return
        for note in left.other_notes:
            print_line(note)
        for path, rows in left.files[:1]:
            print_line(say("text", "wrote", spoken, {"rows": rows, "path": path}))

    def warn_if_old(self, result: Result) -> None:
        """As ``warn_if_old`` of the answer's day."""
        warn_if_old(result.as_of, quiet=self.quiet)


def warn_if_old(as_of: date | None, *, quiet: bool) -> None:
    """Say on a terminal that a forecast begins far in the past: only the command line knows what day it is."""
    today = datetime.now(SHOP_TIME).date()
    if as_of is not None and (today - as_of).days > OLD_DAYS and talking(quiet):
        print_line(say("text", "forecast_is_old", session.current().spoken, {"as_of": as_of, "today": today}))
