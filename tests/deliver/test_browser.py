"""The browser as a printer: where it is looked for, what it is told, what a page of ours becomes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import zlib
from datetime import date
from pathlib import Path

import pytest

from crmkit.deliver import browser
from crmkit.deliver.browser import OFFLINE, find_browser, printed
from crmkit.errors import StoreError, UsageError

PAGE = '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>周报</title><h1>32,643 元</h1></html>'
DAY = date(2024, 6, 30)
has_browser = pytest.mark.skipif(find_browser() is None, reason="needs a browser")


def program(folder: Path, name: str, script: str) -> Path:
    """A program that a shell runs."""
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.mark.skipif(sys.platform == "win32", reason="programs are found by their suffix there")
def test_the_first_browser_on_the_path(tmp_path: Path) -> None:
    assert find_browser({"PATH": str(tmp_path)}, "linux") is None
    edge = program(tmp_path, "microsoft-edge", "")
    assert find_browser({"PATH": str(tmp_path)}, "linux") == edge
    assert find_browser({"PATH": str(tmp_path)}, "linux") != program(tmp_path, "chromium", "")
    assert find_browser({"PATH": str(tmp_path)}, "linux") == tmp_path / "chromium"


def test_where_it_lies_on_a_mac_and_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mac = tmp_path / "Applications" / "Google Chrome.app" / "Contents" / "MacOS" / "Google Chrome"
    edge = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    monkeypatch.setattr(browser, "WINDOWS_APPS", ("Microsoft/Edge/Application/msedge.exe",))
    for place in (mac, edge):
        place.parent.mkdir(parents=True)
        place.touch()
    assert find_browser({"PATH": "", "HOME": str(tmp_path)}, "darwin") == mac
    assert find_browser({"PATH": "", "PROGRAMFILES(X86)": str(tmp_path)}, "win32") == edge


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the browser")
def test_it_is_told_to_stay_offline_and_its_folder_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "told.txt"
    script = (
        f'for word; do echo "$word" >> {told}; '
        'case "$word" in --print-to-pdf=*) printf %s "%PDF-1.4" > "${word#*=}";; esac; done'
    )
    program(tmp_path, "chromium", script)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert printed(PAGE, DAY) == b"%PDF-1.4"
    words = told.read_text(encoding="utf-8").splitlines()
    assert set(OFFLINE) <= set(words)
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in words
    assert words[-1].startswith("file://")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["chromium", "told.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for the browser")
@pytest.mark.parametrize("script", ["exit 1", "exit 0", "sleep 100 & sleep 100"])
def test_one_that_does_not_print_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    found = program(tmp_path, "chromium", script)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr(browser, "PATIENCE", 0.2)
    with pytest.raises(StoreError) as error:
        printed(PAGE, DAY)
    assert (error.value.code, error.value.where) == ("pdf_failed", str(found))


def test_without_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    with pytest.raises(UsageError) as error:
        printed(PAGE, DAY)
    assert error.value.code == "pdf_no_browser"


@has_browser
def test_a_page_is_printed_and_bears_the_day_of_the_data() -> None:
    content = printed(PAGE, DAY)
    assert content.startswith(b"%PDF-")
    assert re.findall(rb"/(?:CreationDate|ModDate) \(D:(\d+)", content) == [b"20240630000000"] * 2
    streams = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    assert any(b"BT" in zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"\x78")
    assert printed(PAGE, DAY) == content


@has_browser
def test_nothing_of_it_runs_on(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("asks the process table of Linux")
    printed(PAGE, DAY)
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "crmkit-" not in "\n".join(line for line in left.splitlines() if "--print-to-pdf" in line)
