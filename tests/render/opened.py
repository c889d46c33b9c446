"""A page in a browser without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def opened(browser: Browser, address: str, *, width: int = 1280, **more: object) -> tuple[Page, list[str]]:
    """The page of a file, and what it asked for or said: requests beside itself, lines of the console, dialogs."""
    context = browser.new_context(**{"viewport": {"width": width, "height": 900}, "offline": True, **more})
    page = context.new_page()
    heard: list[str] = []
    page.on("request", lambda request: None if request.url == address else heard.append(request.url))
    page.on("console", lambda line: heard.append(line.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("dialog", lambda dialog: (heard.append(dialog.message), dialog.dismiss()))
    page.goto(address)
    return page, heard
