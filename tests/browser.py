"""A real Chromium for tests of HTML: no network, and everything that a page should not do is written down."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    os.path.expandvars(r"%PROGRAMFILES%\Google\Chrome\Application\chrome.exe"),
    os.path.expandvars(r"%PROGRAMFILES%\Chromium\Application\chrome.exe"),
)


def chromium() -> str | None:
    """Path of Chromium or Chrome on this machine."""
    return next(filter(None, map(shutil.which, _NAMES)), None) or next(filter(os.path.exists, _PLACES), None)


needs_chromium = pytest.mark.skipif(
    chromium() is None, reason="neither Chromium nor Chrome is installed: bash scripts/install-chromium.sh"
)


@dataclass
class Visit:
    """A page and what it did."""

    page: Any
    said: list[str] = field(default_factory=list)
    """Console messages (a breach of the page's policy is one), uncaught errors and dialogs."""
    asked: list[str] = field(default_factory=list)
    """Addresses other than its own that it asked for; none was answered."""


class Browser:
    """Opens pages in one Chromium."""

    def __init__(self, chrome: Any) -> None:
        self._chrome = chrome

    @contextmanager
    def visit(self, file: Path, *, fragment: str = "", media: str | None = None, **context: Any) -> Iterator[Visit]:
        """Open a file; ``context`` is what Playwright's ``new_context`` takes, ``media`` may be ``print``."""
        opened = self._chrome.new_context(**{"reduced_motion": "reduce", **context})  # nothing glides under the mouse
        try:
            page = opened.new_page()
            visit = Visit(page)
            page.on("console", lambda message: visit.said.append(f"{message.type}: {message.text}"))
            page.on("pageerror", lambda error: visit.said.append(f"error: {error}"))
            page.on("dialog", lambda dialog: (visit.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
            own = file.as_uri()

            def answer(route: Any) -> None:
                if route.request.url.split("#")[0] == own:
                    route.continue_()
                else:
                    visit.asked.append(route.request.url)
                    route.abort()

            # what stands in a data: address never leaves the page
            page.route(lambda url: not url.startswith("data:"), answer)
            if media:
                page.emulate_media(media=media)
            page.goto(own + fragment)
            yield visit
        finally:
            opened.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """One Chromium, headless."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        try:
            yield Browser(chrome)
        finally:
            chrome.close()
