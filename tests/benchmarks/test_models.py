"""The models' benchmark measures what it says, on customers whose parameters it knows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from benchmarks import model_fits
from benchmarks.bench import Broken
from benchmarks.models import _sound
from benchmarks.process import Run


def predictions(output: str) -> Run:
    return Run(1.0, 1.0, 0, 0, output, "")


def test_it_fits_the_customers_that_it_made(tmp_path: Path) -> None:
    table = tmp_path / "customers.npy"
    model_fits.make(table, 20_000)
    repeats, last, age, fen = np.load(table)
    assert np.all((last <= age) & ((fen > 0) == (repeats > 0)))
    done = model_fits.ours(table)
    assert done["status"] == ["converged"] * 3
    assert set(done["seconds"]) == {"group", "BG/NBD", "MBG/NBD", "Gamma-Gamma", "score"}
    assert 0.7 < done["silent"] < 0.95


def test_a_fit_that_found_something_else_is_no_measure() -> None:
    _sound(predictions('{"status": ["converged", "converged", "converged"], "off": 0.01}'))
    with pytest.raises(Broken, match="ended with"):
        _sound(predictions('{"status": ["converged", "flat_ridge", "converged"], "off": 0.01}'))
    with pytest.raises(Broken, match="away"):
        _sound(predictions('{"status": ["converged", "converged", "converged"], "off": 0.2}'))
