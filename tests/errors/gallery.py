"""The gallery of errors: a file per code, which says how its owner came to it and what is said then.

A file is a lead and sections, each under a line ``== WHAT``:

- ``file NAME [ENCODING]``, ``hex NAME``: a file of the owner's folder, as text or in hexadecimal digits.
- ``given WHAT ...``: something that no text can say, a function of ``given.py``.
- ``run crmkit ...``: a command line, perhaps behind ``NAME=VALUE``. All but the last one must do what they were asked.
- ``python``: instead of the last command line, a call that only the library takes; ``STORE`` is the store.
- ``exit N``, ``en``, ``zh``: how it ends, and what stands on stderr for owners of either language.

The owner works in ``/home/lin/shop``; the folder of temporary files is ``/tmp``.
"""

from __future__ import annotations

import re
import shlex
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from tests.errors import given
from tests.program import environment, run_here

import crmkit
from crmkit.cli import failure
from crmkit.errors import ConditionMet, CrmError
from crmkit.messages import Language

HOME, TEMPORARY = "/home/lin", "/tmp"  # noqa: S108  what stands in the texts, never a folder that is used
LOCALES: dict[Language, str] = {"en": "en_US.UTF-8", "zh": "zh_CN.UTF-8"}  # in the order of the files
_MARK = re.compile(r"^== (.+)\n", re.MULTILINE)
_PRIVATE = re.compile(r"\.crmkit-\d+-\w+")


@dataclass(frozen=True)
class Section:
    """``== WHAT WORDS``, and what stands below it."""

    what: str
    words: tuple[str, ...]
    content: str


@dataclass(frozen=True)
class Case:
    """A file of the gallery."""

    path: Path
    lead: str
    sections: Sequence[Section]

    @property
    def code(self) -> str:
        """The error it is about."""
        return self.path.stem

    def of(self, *what: str) -> list[Section]:
        """The sections of these kinds."""
        return [section for section in self.sections if section.what in what]

    @property
    def expected(self) -> Ending:
        """How it says that it ends."""
        said = {section.what: section for section in self.of("exit", *LOCALES)}
        texts = {language: said[language].content for language in LOCALES if language in said}
        return Ending(self.code, int(said["exit"].words[0]), texts)

    def rewritten(self, texts: dict[Language, str]) -> str:
        """The file with other texts."""
        text = self.path.read_text(encoding="utf-8")
        return text[: text.index("== en\n")] + "\n".join(f"== {name}\n{texts[name]}" for name in LOCALES)


@dataclass(frozen=True)
class Ending:
    """The code of an error, the exit code, and what was said in each language."""

    code: str | None
    exit_code: int
    texts: dict[Language, str]


def read_case(path: Path) -> Case:
    """The file at ``path``."""
    lead, *pieces = _MARK.split(path.read_text(encoding="utf-8"))
    sections = [
        Section(what.split()[0], tuple(what.split(" ", 1)[1:]), content.rstrip("\n") + "\n" if content.strip() else "")
        for what, content in zip(pieces[::2], pieces[1::2], strict=True)
    ]
    return Case(path, lead, sections)


def play(case: Case, folder: Path) -> Ending:
    """Do what ``case`` says in ``folder``, which is empty: what came before once, the last step in each language."""
    home, shop = folder / "home", folder / "home" / "shop"
    shop.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as now:
        for section in case.of("file", "hex"):
            _write(section, shop)
        *before, last = case.of("given", "run", "python")
        for section in before:
            if section.what == "given":
                name, *words = shlex.split(section.words[0])
                getattr(given, name)(given.Place(home, shop, folder.parent / "loaded", now), *words)
            else:
                code, said = _run(section.words[0], home, "en")
                if code:
                    raise AssertionError(f"{case.path.name}: a command line before the last one failed: {said}")
        told = _told_by(last, home)
    texts = {language: _everywhere_alike(text, home) for language, text in told.texts.items()}
    return Ending(told.code, told.exit_code, texts)


def _everywhere_alike(text: str, home: Path) -> str:
    """``text`` with the folders of a shop in place of those of this run."""
    named = text.replace(str(home), HOME).replace(tempfile.gettempdir(), TEMPORARY)
    return _PRIVATE.sub(".crmkit-...", named)


def _write(section: Section, shop: Path) -> None:
    name, *encoding = section.words[0].split()
    content = bytes.fromhex(section.content) if section.what == "hex" else section.content.encode(*encoding)
    (shop / name).parent.mkdir(parents=True, exist_ok=True)
    (shop / name).write_bytes(content)


def _run(line: str, home: Path, language: Language) -> tuple[int, str]:
    """The exit code of a command line, and what stood on stderr."""
    words = shlex.split(line)
    start = words.index("crmkit")
    set_to = {"HOME": str(home), "LANG": LOCALES[language], **dict(word.split("=", 1) for word in words[:start])}
    run = run_here(words[start + 1 :], home / "shop", environment(**set_to))
    return run.code, run.err


def _told_by(step: Section, home: Path) -> Ending:
    """How the last step ends, told in each language.

    What is read and counted for an error is read and counted once; only a condition that was asked for
    (``ConditionMet``) comes after an answer, which is given in one language.
    """
    raised: list[CrmError] = []
    opened: list[object] = []
    tell, connect = failure.Talk.error, duckdb.connect
    with pytest.MonkeyPatch.context() as now:
        now.setattr(failure.Talk, "error", lambda talk, error: (raised.append(error), tell(talk, error))[1])
        now.setattr(duckdb, "connect", lambda *given, **more: (opened.append(given), connect(*given, **more))[1])
        number, said = _run(step.words[0], home, "en") if step.what == "run" else _call(step.content, home / "shop")
        if not raised:
            return Ending(None, number, {"en": said, "zh": said})
        error = raised[0]
        if step.what == "run" and (not opened or isinstance(error, ConditionMet)):
            other, translated = _run(step.words[0], home, "zh")
        else:
            other, translated = _told(error, "zh")
    same = (number, error.code) == (other, raised[-1].code)
    return Ending(error.code if same else raised[-1].code, number, {"en": said, "zh": translated})


def _call(text: str, shop: Path) -> tuple[int, str]:
    """What a call of the library raises, told as the program would tell it."""
    with pytest.MonkeyPatch.context() as here:
        here.chdir(shop)
        try:
            exec(text, {"crmkit": crmkit, "Decimal": Decimal, "STORE": shop.parent / given.STORE})  # noqa: S102  a text of ours
        except CrmError as error:
            return _told(error, "en")
    return 0, ""


def _told(error: CrmError, language: Language) -> tuple[int, str]:
    """The exit code of ``error``, and what the program says of it."""
    lines: list[str] = []
    talk = failure.Talk(())
    talk.language = language
    with pytest.MonkeyPatch.context() as now:
        now.setattr(failure, "print_line", lines.append)
        code = talk.error(error)
    return int(code), "\n".join(lines) + "\n"
