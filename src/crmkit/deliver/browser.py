"""The browser of this computer as a printer: a page becomes a PDF, offline and with a profile of its own.

Its folder is gone afterwards, whatever happens. See decision 0040.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from crmkit.errors import StoreError, UsageError

COMMANDS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge", "brave-browser"),
)
"""What such a browser is called where programs are looked for."""
MAC_APPS = ("Google Chrome", "Chromium", "Microsoft Edge", "Brave Browser")
WINDOWS_APPS = (
    *(r"Google\Chrome\Application\chrome.exe", r"Chromium\Application\chrome.exe"),
    *(r"Microsoft\Edge\Application\msedge.exe", r"BraveSoftware\Brave-Browser\Application\brave.exe"),
)
WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
OFFLINE = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-default-browser-check", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps"),
    *("--disable-client-side-phishing-detection", "--disable-domain-reliability", "--no-pings"),
    *("--metrics-recording-only", "--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=127.0.0.1:9"),
    *("--no-pdf-header-footer", "--print-to-pdf-no-header"),
)
"""No name is looked up, and what would still ask for one finds nobody there."""
PATIENCE = 90
"""Seconds until a browser that has not printed is stopped."""
_STAMP = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}([^)]*\))")


def find_browser(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path | None:
    """The first browser of this computer that can print, if there is one."""
    path = environment.get("PATH", os.defpath)
    named = (shutil.which(name, path=path) for name in COMMANDS)
    known = (place for place in _places(environment, platform) if place.is_file())
    return next((Path(found) for found in (*named, *known) if found), None)


def require_browser() -> Path:
    """The browser that will print; ``UsageError`` where there is none."""
    found = find_browser()
    if found is None:
        raise UsageError("pdf_no_browser")
    return found


def printed(page: str, as_of: date) -> bytes:
    """``page`` as PDF on the paper that its style asks for; its date is ``as_of``, not the clock.

    Raises:
        UsageError: there is no browser.
        StoreError: the browser did not print.
    """
    browser = require_browser()
    with tempfile.TemporaryDirectory(prefix="crmkit-", ignore_cleanup_errors=True) as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8", newline="\n")
        _run([str(browser), *_options(folder, target), source.as_uri()], browser)
        try:
            content = target.read_bytes()
        except OSError:
            content = b""
    if not content.startswith(b"%PDF-"):
        raise StoreError("file_limit") if _is_limited() else StoreError("pdf_failed", where=str(browser))
    return _STAMP.sub(rb"\g<1>%s000000\g<2>" % as_of.strftime("%Y%m%d").encode(), content)


def _is_limited() -> bool:
    """Whether this session may write files up to a size only, which a browser does not say."""
    if sys.platform == "win32":
        return False
    import resource

    return resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY


def _places(environment: Mapping[str, str], platform: str) -> Iterator[Path]:
    """Where browsers lie that no search path leads to."""
    if platform == "darwin":
        for folder in (Path("/Applications"), Path(environment.get("HOME", "/"), "Applications")):
            yield from (folder / f"{name}.app" / "Contents" / "MacOS" / name for name in MAC_APPS)
    if platform == "win32":
        folders = [environment[name] for name in WINDOWS_FOLDERS if name in environment]
        yield from (Path(folder, app) for folder in folders for app in WINDOWS_APPS)


def _options(folder: str, target: Path) -> list[str]:
    """What the browser is told; as root, as in a container, it does not start in its sandbox."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    own = [f"--user-data-dir={Path(folder, 'profile')}", f"--print-to-pdf={target}"]
    return [*OFFLINE, *own, *(["--no-sandbox"] if is_root else [])]


def _run(command: list[str], browser: Path) -> None:
    """Let the browser print; one that takes too long is stopped with all that it started."""
    silent = subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - a browser that was found, told nothing that a shop wrote
            command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
        )
    except OSError:
        raise StoreError("pdf_failed", where=str(browser)) from None
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        raise StoreError("pdf_failed", where=str(browser)) from None
    finally:
        if process.poll() is None:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()
