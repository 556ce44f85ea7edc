"""A real browser on a real server: Chromium through Playwright, an application on a port of its own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
GALLERY = ROOT / "var" / "gallery"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
REQUIRED = os.environ.get("MOTCUA_BROWSER_TESTS") == "required"


def missing(what: str) -> None:
    """Skip with the reason, or fail where browser tests are mandatory."""
    if REQUIRED:
        pytest.fail(f"browser tests are required but {what}")
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        missing("there is no Chromium on this machine")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visitor(browser: Any, site: str) -> Iterator[Any]:
    """A browser window of its own, in Vietnamese; anything the content policy refuses fails the test."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="vi-VN")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.refused = []
    page.on("console", lambda message: page.refused.append(message.text) if "Content Security" in message.text else None)
    page.on("pageerror", lambda error: page.refused.append(str(error)))
    yield page
    refused = page.refused
    context.close()
    assert refused == []


def axe(page: Any) -> list[str]:
    """What axe-core finds on the page, as readable lines."""
    if not AXE.exists():
        missing("axe-core is not installed (npm ci)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:4]}" for one in found
    ]
