"""Seven hundred texts that would like to be more: in every answer, file and page, and as arguments and file names."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.faults.active import FOUND_IN, in_terminal
from tests.faults.answers import ANSWERS, EXPECTED, PLAIN, TABLES
from tests.faults.line import Amount
from tests.faults.payload_texts import payloads
from tests.faults.scene import HEADER, Scene, copy, empty, row, scratch

TITLE = "700 formulas, terminal codes, pieces of markup, HTML and SQL, typed by buyers: outputs in which none is active"
FILES = {
    "report html": ("report", "-o", "out/a.html"),
    "report xlsx": ("report", "-o", "out/a.xlsx"),
    "report md": ("report", "-o", "out/a.md"),
    "site": ("report", "--site", "out/site"),
    "star": ("export", "out/star", "--star", "--format", "csv"),
    "contacts": ("export", "out/a.csv", "--crm", "hubspot"),
}
ARGUMENTS = {
    "customer": lambda text: ("customer", "--", text),
    "explain": lambda text: ("explain", "--", text),
    "sql": lambda text: ("sql", "--", text),
    "where": lambda text: ("segment", f"--where=province={text}"),
    "file": lambda text: ("load", "--", text.replace("/", "_")[:60] + ".csv"),
    "snapshot": lambda text: ("snapshot", "--", text),
}
SAMPLE = 10


def cases(amount: Amount) -> Iterator[str]:
    everything = [f"{name} as {format}" for name in ANSWERS for format in TABLES]
    yield from amount.some(everything, 28, "answers")
    yield from amount.some([*PLAIN, *FILES], 5, "files")
    turns = range(amount.times(1, len(payloads()) // SAMPLE))
    yield from (f"argument of {name} {turn}" for name in ARGUMENTS for turn in turns)


def check(case: str, folder: Path, seed: int) -> int | None:
    scene = copy(_shop(), folder)
    if case.startswith("argument of "):
        name, turn = case.removeprefix("argument of ").split()
        return _as_argument(scene, name, payloads()[int(turn) :: len(payloads()) // SAMPLE][:SAMPLE])
    name, _, format = case.partition(" as ")
    if format:
        run = scene.run(*ANSWERS[name], "--reveal", "--full", "--limit", "0", "-f", format, "-o", f"out/a.{format}")
        written = scene.out / f"a.{format}"
        streams = {format: written.read_bytes()} if written.exists() else {}
    else:
        run = scene.run(*(FILES | PLAIN)[name], *(() if name in ("schema", "cron", "help") else ("--reveal",)))
        streams = {"html" if "html" in name else "json" if name == "schema" else "txt": run.out}
        streams |= {path.suffix[1:]: path.read_bytes() for path in scene.out.rglob("*") if path.is_file()}
    assert run.code in EXPECTED, run
    assert (found := in_terminal(run.err.encode())) == [], f"on stderr: {found}"
    for kind, output in streams.items():
        if kind in FOUND_IN and output:
            assert (found := FOUND_IN[kind](output)) == [], f"active in {kind}: {found[:5]}"
    return None


def _as_argument(scene: Scene, name: str, texts: list[str]) -> int:
    before = scene.state()
    for text in texts:
        arguments = ARGUMENTS[name](text.replace("\0", ""))
        run = scene.run(*arguments)
        assert run.code in (0, 2, 3, 4, 7), f"{arguments}: {run}"
        assert (found := in_terminal(run.err.encode() + run.out)) == [], f"{arguments}: {found}"
    if name != "snapshot":  # a plain word is a name like any other
        assert scene.state() == before
    assert not [path for path in scene.folder.rglob("*") if "PAYLOAD" in path.name]
    return len(texts)


@cache
def _shop() -> Scene:
    """A shop whose buyers typed them as their names, in what they bought and where they live."""
    scene = empty(scratch() / "payloads")
    scene.file("first.csv", export_of_payloads())
    scene.file("weekly.toml", '[[ask]]\nanalysis = "segment"\noutput = "a.csv"\n')
    for arguments in (("load", "in/first.csv", "--max-rejects", "1"), ("snapshot", "old")):
        run = scene.run(*arguments)
        assert run.code == 0, run
    found = scene.state()
    assert found is not None and len(found.orders) > 1200, "most of them must come in"
    return scene


def export_of_payloads() -> str:
    place = {name: number for number, name in enumerate(HEADER.split(","))}
    lines = [HEADER]
    for number, text in enumerate(payloads() * 2):
        cells = row(number).split(",")
        cells[place["买家会员名"]] = cells[place["宝贝标题"]] = text
        cells[place["收货地址"]] = f"{text} {text} {text} 1号"
        cells[place["订单状态"]] = text if number % 7 == 0 else "交易成功"
        lines.append(",".join('"' + cell.replace('"', '""') + '"' for cell in cells))
    return "\n".join(lines) + "\n"
