"""Churn models that tests learn from the same rows are fitted once in a run, whichever worker needs one first.

A fit is a function of its rows alone (``tests/models`` holds that, and fits anew); it takes as long as ten small loads,
and dozens of tests ask about the shop of the examples or the CDNOW log.
"""

from __future__ import annotations

import fcntl
import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

Fit = Callable[[Any, Any, Any], Any]


def fitted_once(fit: Fit, run: Path) -> Fit:
    """``fit``, but what it made of the very same rows before; kept below the folder of the ``run``."""
    folder = run / "fits"
    folder.mkdir(exist_ok=True)

    def fitted(rows: Any, left: Any, curved: Any) -> Any:
        told = repr((rows.shape, rows.dtype.str, left.dtype.str, curved)).encode()
        kept = folder / hashlib.sha256(told + rows.tobytes() + left.tobytes()).hexdigest()
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                kept.with_suffix(".new").write_bytes(pickle.dumps(fit(rows, left, curved)))
                kept.with_suffix(".new").rename(kept)
        return pickle.loads(kept.read_bytes())  # noqa: S301  of our own run

    return fitted
