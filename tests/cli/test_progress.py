"""A clock runs while an answer takes long: on a terminal only, and gone before anything else is printed."""

from __future__ import annotations

import threading

import pytest

from crmkit.cli import progress, session
from crmkit.config import Settings, folders


class Shown:
    """Stands for the clock on the screen."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.calls: list[str] = []

    def start(self) -> None:
        self.calls.append("start")
        self.began.set()

    def stop(self) -> None:
        self.calls.append("stop")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Shown:
    clock = Shown()
    monkeypatch.setattr(progress, "_clock", lambda: clock)
    monkeypatch.setattr(progress, "talking", lambda quiet: not quiet)
    return clock


def test_it_appears_and_goes(shown, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with progress.working(False):
        assert shown.began.wait()
    assert shown.calls == ["start", "stop"]


def test_it_goes_when_the_work_fails(shown, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with pytest.raises(ValueError, match="broken"), progress.working(False):
        shown.began.wait()
        raise ValueError("broken")
    assert shown.calls == ["start", "stop"]


def test_quick_work_stays_silent(shown, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 3600.0)
    with progress.working(False):
        pass
    assert shown.calls == []
    timers = [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
    assert all(timer.finished.is_set() for timer in timers)


def test_quiet_or_without_a_terminal_there_is_none(shown, monkeypatch):
    monkeypatch.setattr(progress, "PATIENCE", 0.0)
    with progress.working(True):
        pass
    assert shown.calls == []


@pytest.mark.parametrize(("language", "text"), [("en", "Computing"), ("zh", "正在计算")])
def test_it_speaks_the_language_of_messages(language, text):
    session.begin(session.Session(Settings(), folders(), "en", spoken=language))
    (task,) = progress._clock().tasks
    assert task.description == text
