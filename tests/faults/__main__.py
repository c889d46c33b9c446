"""``python -m tests.faults``: what the program survives, line by line, and the table of it in ``docs/reliability.md``.

``--long`` tries all of it; the short form, of which the CI runs every line, a sample that is the same each time.
``--seed`` draws another. A case that fails says how to try it alone.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import shlex
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import MEMORY, has_room
from tests.faults.line import LINES, SEED, Amount, Ended, cases_of, title_of, tried
from tests.faults.scene import loaded, scratch
from tests.faults.shared import Place
from tests.faults.table import Score, written
from tests.faults.warm import warm

WORDS = 600
"""So many characters of what went wrong are shown."""


def main() -> int:
    asked = _asked()
    lines = asked.lines or LINES
    amount = Amount(asked.long, asked.seed)
    print(f"seed {amount.seed}, {'long' if amount.is_long else 'short'} form", flush=True)
    began = time.monotonic()
    context = multiprocessing.get_context("fork")  # which ends as abruptly as the processes of the cases
    workers = os.cpu_count() or 1
    with TemporaryDirectory(prefix="crmkit-faults-", dir=MEMORY if has_room(MEMORY) else None) as shared:
        _prepare(Path(shared))
        with ProcessPoolExecutor(workers, context, initializer=scratch.cache_clear) as pool:
            try:
                scores = _run(pool, lines, amount, asked.only)
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
    print(f"{time.monotonic() - began:.0f} s")
    if not asked.only:
        written(scores, is_long=amount.is_long)
    gc.unfreeze()  # else the engine's bindings miss at the end what they still hold, and say so
    return 0 if all(score.good == score.tried for score in scores.values()) else 1


def _run(pool: ProcessPoolExecutor, lines: tuple[str, ...], amount: Amount, only: str | None) -> dict[str, Score]:
    waiting: dict[str, list[Future[Ended]] | Ended] = {}
    plans = {pool.submit(cases_of, line, amount): line for line in lines} if only is None else {}
    if only is not None:
        waiting[lines[0]] = [pool.submit(tried, lines[0], only, amount.seed)]
    for plan in as_completed(plans):
        line, cases = plans[plan], plan.result()
        is_begun = not isinstance(cases, Ended)
        waiting[line] = [pool.submit(tried, line, case, amount.seed) for case in cases] if is_begun else cases
    scores = {}
    for line in lines if only is None else lines[:1]:
        futures = waiting[line]
        ended = [futures] if isinstance(futures, Ended) else [future.result() for future in futures]
        scores[line] = Score.of(ended)
        print(f"{line:10} {scores[line]}  {title_of(line)}", flush=True)
        for each in ended:
            _report(line, each, amount)
    return scores


def _report(line: str, ended: Ended, amount: Amount) -> None:
    if not ended.kind:
        return
    print(f"  {ended.kind}: {ended.case}: {ended.words[:WORDS]}")
    if ended.kind != "skipped":
        again = ["python", "-m", "tests.faults", line, "--seed", str(amount.seed), "--only", ended.case]
        print(f"    again: {shlex.join(again)}", flush=True)


def _prepare(folder: Path) -> None:
    """What one worker has seen, the others need not look at again; what all of them need, they are forked with."""
    Place.folder = folder
    warm()
    loaded()


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--short", action="store_true", help="a sample of each line (the default)")
    form.add_argument("--long", action="store_true", help="all of it")
    parser.add_argument("--seed", type=int, default=SEED, help=f"what is by chance (default: {SEED})")
    parser.add_argument("--only", metavar="CASE", help="one case of one line")
    parser.add_argument("lines", nargs="*", metavar="LINE", help=f"of {', '.join(LINES)} (default: all)")
    asked = parser.parse_args()
    if unknown := [line for line in asked.lines if line not in LINES]:
        parser.error(f"no such line: {', '.join(unknown)}")
    asked.lines = tuple(asked.lines)
    return asked


if __name__ == "__main__":
    sys.exit(main())
