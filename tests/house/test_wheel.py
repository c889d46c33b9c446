"""The package that people install holds all that it needs: built, unpacked into an empty folder and run from there."""

from __future__ import annotations

import os
import subprocess
import sys

from source import PACKAGE, ROOT


def test_an_installed_wheel_answers_and_helps(tmp_path):
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-q"]
    wheels, place = tmp_path / "wheels", tmp_path / "installed"
    offline = ("--no-deps", "--no-index")
    subprocess.run([*pip, "wheel", *offline, "--no-build-isolation", "-w", wheels, ROOT], check=True)
    (wheel,) = wheels.glob("crmkit-*.whl")
    subprocess.run([*pip, "install", *offline, "--target", place, wheel], check=True)
    installed = {path.relative_to(place / "crmkit") for path in (place / "crmkit").rglob("*") if path.is_file()}
    own = {
        path.relative_to(PACKAGE) for path in PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    assert own - installed == set()

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "crmkit", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(place), "HOME": str(tmp_path), "LANG": "en_US.UTF-8"},
            capture_output=True,
            check=True,
        )
        return done.stdout.decode("utf-8")

    assert run("segment", str(ROOT / "examples" / "orders.csv"), "--format", "csv").startswith("segment_code,")
    assert run("help", "where").startswith("Conditions on customers\n")
