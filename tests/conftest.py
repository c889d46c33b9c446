"""How properties are tried and where files are written, for all tests.

A quick run tries the same examples every time, so that it says something of the change alone.
``CRMKIT_HYPOTHESIS=deep`` (or ``--hypothesis-profile=deep``) draws new ones, and ten times as many; what it finds
becomes a case of its own. Neither fails because the machine is slow.

Stores are written through to the disk, and hundreds of small ones wait for it longer than they work: temporary files go
into memory where there is enough of it. ``PYTEST_DEBUG_TEMPROOT`` names another place.

While tests are collected nothing is thrown away, and to look for it takes a third of that time. What is there by then
(700,000 objects) stays to the end: to look through it again and again took a thirteenth of the time of all tests.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from tests.fits import fitted_once
from tests.once import folder_of_run

from crmkit.models.churn import classifier

MEMORY = Path("/dev/shm")  # noqa: S108  pytest makes a folder of its own in it
LEAST_BYTES = 2 * 1024**3
"""Below it a run could fill the memory: what a passed test wrote goes at once, what all share stays to the end."""


def has_room(folder: Path) -> bool:
    """Whether temporary files can go there."""
    return os.access(folder, os.W_OK | os.X_OK) and shutil.disk_usage(folder).free >= LEAST_BYTES


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect the tests without looking for what is not used any more, now or later."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure() -> None:
    """At the end the engine's bindings look for what they still hold, and complain of it."""
    gc.unfreeze()


@pytest.fixture(autouse=True, scope="module")
def fits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[None]:
    """Fit a churn model once for all tests that ask for the same one, but for those of the models themselves."""
    with pytest.MonkeyPatch.context() as now:
        if request.path.parent != MODELS:
            now.setattr(classifier, "_fit", fitted_once(FIT, folder_of_run(tmp_path_factory)))
        yield


FIT = classifier._fit
MODELS = Path(__file__).parent / "models"
PATIENT = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("quick", derandomize=True, database=None, **PATIENT)
settings.register_profile("deep", print_blob=True, **PATIENT)
settings.load_profile(os.environ.get("CRMKIT_HYPOTHESIS", "quick"))
if has_room(MEMORY):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
