"""Which branches no test takes where a mistake costs most: the gate, money, merging, masking, escaping, forgetting.

``python -m tests.covered`` runs the tests of these rooms once, prints every line and branch that none of them reaches,
and ends with 1 if there is any (needs pytest-cov; docs/testing.md).
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
WATCHED = (
    "ingest/rows/gate.py",
    "ingest/rows/sink.py",
    "ingest/merging",
    "ingest/forms/forms.py",
    "privacy",
    "render/safe.py",
)
"""Files and folders below ``src/crmkit``."""
TESTS = ("tests/ingest", "tests/privacy", "tests/render", "tests/store")


def measured(tests: list[str]) -> dict[str, Any]:
    """Run the tests; what coverage says of each file below ``WATCHED``."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "coverage.json"
        sources = [f"--cov=src/crmkit/{Path(each).parent if each.endswith('.py') else each}" for each in WATCHED]
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            "2",
            "--dist",
            "worksteal",
            *tests,
            *dict.fromkeys(sources),
        ]
        done = subprocess.run([*command, "--cov-branch", f"--cov-report=json:{found}"], cwd=ROOT, check=False)
        if done.returncode or not found.exists():
            raise SystemExit("the tests failed: what they reach says nothing")
        files = json.loads(found.read_text())["files"]
    places = tuple(f"src/crmkit/{each}" for each in WATCHED)
    return {name: files[name] for name in sorted(files) if name.startswith(places)}


def main(tests: list[str]) -> int:
    missed = lines = branches = 0
    for name, found in measured(tests or list(TESTS)).items():
        lines += found["summary"]["num_statements"]
        branches += found["summary"]["num_branches"]
        gaps = [f"line {line}" for line in found["missing_lines"]]
        gaps += [f"from line {start} to {'the end' if end < 0 else end}" for start, end in found["missing_branches"]]
        missed += len(gaps)
        print(f"{name}: {'; '.join(gaps) or 'all'}")
    print(f"{lines} statements and {branches} branches, {missed} that no test reaches")
    return 1 if missed or not lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
