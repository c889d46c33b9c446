"""Keep ``examples/notebook.ipynb`` true: run it in a kernel of its own, write or compare what its cells give.

``python docs/notebook.py`` writes the outputs anew; ``--check`` compares. The kernel works in a folder with the
examples and an empty home, as those of ``docs/tour.py`` do; it needs ``nbclient`` and ``ipykernel``, and no network.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "examples" / "notebook.ipynb"
sys.path.insert(0, str(ROOT / "docs"))

from tour import Scene  # noqa: E402  lies beside this file

KERNEL = "crmkit"
START = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
SPECIFICATION = {"argv": START, "language": "python", "display_name": KERNEL}


def played(text: str) -> str:
    """The notebook with every output as the program gives it now."""
    import nbformat
    from nbclient import NotebookClient
    from traitlets.config import Config

    notebook = nbformat.reads(text, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder))
        home = Path(scene.environment["HOME"])
        (home / "kernels" / KERNEL).mkdir(parents=True)
        (home / "kernels" / KERNEL / "kernel.json").write_text(json.dumps(SPECIFICATION), encoding="utf-8")
        path = os.pathsep.join([scene.environment["PYTHONPATH"], os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        told = {**scene.environment, "PYTHONPATH": path, "IPYTHONDIR": str(home / "ipython"), "JUPYTER_PATH": str(home)}
        with _environment(told):
            # Over files and not over TCP: nothing needs a port. Their names must be short.
            files = {"transport": "ipc", "connection_file": str(scene.folder / "k.json")}
            NotebookClient(
                notebook,
                kernel_name=KERNEL,
                timeout=None,
                startup_timeout=600,
                resources={"metadata": {"path": str(scene.folder / "examples")}},
                config=Config(KernelManager=files),
            ).execute()
    return _written(notebook)


@contextmanager
def _environment(told: Mapping[str, str]) -> Iterator[None]:
    """The environment that kernels inherit, put back afterwards."""
    before = dict(os.environ)
    os.environ.update(told)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _written(notebook: Any) -> str:
    """The notebook as text: cells by their number, nothing of the time or the machine it ran on."""
    cells = []
    for number, cell in enumerate(notebook.cells):
        kept = {"cell_type": cell.cell_type, "id": f"cell-{number}", "metadata": {}, "source": _lines(cell.source)}
        if cell.cell_type == "code":
            kept |= {"execution_count": cell.execution_count, "outputs": [_output(each) for each in cell.outputs]}
        cells.append(kept)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _output(output: Any) -> dict[str, object]:
    if output.output_type == "stream":
        return {"output_type": "stream", "name": output.name, "text": _lines(output.text)}
    data = {kind: _lines(text) if isinstance(text, str) else text for kind, text in output.data.items()}
    kept: dict[str, object] = {"output_type": output.output_type, "data": data, "metadata": {}}
    return kept | ({"execution_count": output.execution_count} if output.output_type == "execute_result" else {})


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def main(arguments: Sequence[str]) -> int:
    """Write the outputs, or compare them."""
    before = NOTEBOOK.read_text(encoding="utf-8")
    now = played(before)
    if "--check" in arguments:
        print("the notebook is true" if now == before else "the notebook is stale; run python docs/notebook.py")
        return int(now != before)
    NOTEBOOK.write_text(now, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
