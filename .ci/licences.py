"""Fail when a package in a CycloneDX list has no licence, or one that would bind what is built on it."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

BINDING = re.compile(r"\bA?GPL|General Public License|SSPL|Commons Clause|Proprietary", re.IGNORECASE)
LESSER = re.compile(r"\bLGPL|Lesser General Public License", re.IGNORECASE)
"""Binds only changes of the package itself."""


def main(listed: Path) -> int:
    """Exit code: 1 when a package has no licence or a binding one."""
    packages = json.loads(listed.read_text(encoding="utf-8"))["components"]
    wrong = 0
    for package in packages:
        licences = licences_of(package)
        is_wrong = not licences or any(BINDING.search(LESSER.sub("", licence)) for licence in licences)
        wrong += is_wrong
        if is_wrong:
            print(f"{package['name']} {package['version']}: {', '.join(licences) or 'no licence'}")
    print(f"{len(packages)} packages, {wrong} without a licence that allows this use")
    return 1 if wrong or not packages else 0


def licences_of(package: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Identifiers, expressions or names, as the package declares them."""
    entries = package.get("licenses", [])
    named = [entry.get("expression") or entry["license"].get("id") or entry["license"].get("name") for entry in entries]
    return [str(licence) for licence in named if licence]


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
