"""Write ``src/crmkit/doors/schema/answers.toml``: the tables of every command, from real answers over the examples.

Run it after a change of columns, facts or parts: python docs/answers.py (--check says whether it is fresh)
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parents[1]
FILE = ROOT / "src" / "crmkit" / "doors" / "schema" / "answers.toml"
HEAD = "# The tables that each command gives, by its options. Made by docs/answers.py from answers over the examples.\n"
WHERE = "--where 'province=浙江'"
LINES = (
    *("load examples/orders.csv examples/items.csv examples/refunds.csv examples/customers.csv",),
    *("files", "rejects", "rejects --reason bad_time"),
    *("check", "check --detail", "assert --month 2024-03 --paid 12345.67 --orders 1 --refunded 1"),
    *("profile", "profile --detail", "profile --cross stage tier"),
    *("customer 柠檬汽水4448", "tags", "tags --detail", f"inspect {WHERE}"),
    *("segment", "segment --detail", "segment --segments cn8", "segment --segments cn8 --detail"),
    *("segment --method kmeans", "segment --method kmeans --detail", f"segment {WHERE}"),
    *("tiers", "tiers --detail", "churn", "churn --detail", "churn --method past-rates"),
    *("value", "value --detail", "value --costs costs.csv", "value --costs costs.csv --detail"),
    *("repurchase", "repurchase --by month", "repurchase --by province", "repurchase --by product"),
    *("repurchase --by basket", "repurchase --by channel"),
    *(
        "repurchase --by period",
        "remind",
        "remind --detail",
        "cohort",
        "cohort --by channel",
        "cohort --metric net-sales",
    ),
    *(
        "waiting",
        "waiting --detail",
        "segment --segments grid",
        "run examples/recipes/weekly.toml",
        "runs examples/recipes/weekly.toml",
    ),
    *("trend", "trend --by week", "trend --forecast 2", "snapshot before --as-of 2024-03-31", "snapshot now"),
    *("snapshots", "diff before now", "diff before now --by tier", "diff before --detail"),
    *("sql --tables", "explain gini", "explain --list", "doctor", "config show", "config show --origin"),
    *("backup shop.zip", "restore shop.zip --dry-run", "prune --older-than 3y", "privacy"),
    *("config validate", "dialect log.csv", "export tables --star", "export contacts.csv --crm hubspot"),
    f"audience spring {WHERE} --as-of 2024-02-29 --assume-consent --holdout 50%",
    "calendar --from 2024-07-01",
    *("member", "member --detail", "member --against level"),
    *("audiences", "evaluate spring", "evaluate spring --detail"),
    "forget 柠檬汽水4448 --yes",
)
"""Command lines; what they are about is left out of what is kept."""
PLACES = (
    "examples/",
    "costs.csv",
    "log.csv",
    "tables",
    "contacts.csv",
    "shop.zip",
    "柠檬汽水4448",
    "before",
    "now",
    "gini",
    "--as-of",
    "2024-03-31",
    "2024-02-29",
    "bad_time",
    "spring",
)


def measured(lines: Sequence[str] = LINES) -> list[dict[str, Any]]:
    """What every command line gives: names of columns, facts and parts."""
    with tempfile.TemporaryDirectory() as folder, _shop(Path(folder)), _caught() as results:
        from crmkit.cli.main import main

        found, lost = [], []
        for line in lines:
            results.clear()
            words = [word.strip("'") for word in line.split()]
            with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO(), "utf-8")), _silent():
                main([*words, *(("--format", "json") if words[0] != "export" else ())])  # there it is that of files
            if not results:
                lost.append(line)
                continue
            found.append(_described(words, results[-1]))
    if lost:
        raise RuntimeError(f"no answer: {lost}")
    return [entry for number, entry in enumerate(found) if entry not in found[:number]]


def _described(words: Sequence[str], result: Any) -> dict[str, Any]:
    options = [word for word in words[1:] if not word.startswith(PLACES) or word.startswith("--by")]
    return {
        "command": words[0],
        "options": " ".join(options),
        "columns": list(result.columns),
        "facts": list(result.facts),
        "parts": {name: list(part.columns) for name, part in result.parts.items()},
    }


@contextlib.contextmanager
def _shop(folder: Path) -> Iterator[None]:
    """A folder with the examples, and an empty home."""
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / "costs.csv").write_text("sku,cost\nQH-C004,10.00\nQH-F002,12.00\n", encoding="utf-8")
    (folder / "log.csv").write_text("day,member,sum\n2024-01-01,a,10.00\n2024-02-01,b,20.00\n", encoding="utf-8")
    environment = {"HOME": str(folder / "home"), "LANG": "en_US.UTF-8", "PATH": os.environ.get("PATH", "")}
    with contextlib.chdir(folder), patch.dict(os.environ, environment, clear=True):
        yield


def _silent() -> contextlib.AbstractContextManager[object]:
    return contextlib.redirect_stderr(io.StringIO())


@contextlib.contextmanager
def _caught() -> Iterator[list[Any]]:
    """The answers that leave, as they are handed on."""
    from crmkit.cli import emit

    results: list[Any] = []
    send = emit.Delivery.send

    def sent(self: Any, result: Any, target: Any) -> None:
        results.append(result)
        send(self, result, target)

    with patch.object(emit.Delivery, "send", sent):
        yield results


def written(entries: Sequence[Mapping[str, Any]]) -> str:
    """The file."""
    return "\n".join([HEAD, *map(_entry, entries)])


def _entry(entry: Mapping[str, Any]) -> str:
    lines = ["[[answers]]", f'command = "{entry["command"]}"', f'options = "{entry["options"]}"']
    lines += [f"{name} = {_list(entry[name])}" for name in ("columns", "facts")]
    lines += ["[answers.parts]", *(f"{name} = {_list(columns)}" for name, columns in entry["parts"].items())]
    return "\n".join(lines) + "\n"


def _list(names: Sequence[str]) -> str:
    text = "[" + ", ".join(f'"{name}"' for name in names) + "]"
    return text if len(text) < 100 else "[\n" + "".join(f'    "{name}",\n' for name in names) + "]"


def main(arguments: Sequence[str]) -> int:
    """Write the file, or check it."""
    text = written(measured())
    if "--check" in arguments:
        is_fresh = FILE.exists() and FILE.read_text(encoding="utf-8") == text
        print("answers.toml is fresh" if is_fresh else "stale: answers.toml; run python docs/answers.py")
        return 0 if is_fresh else 1
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
