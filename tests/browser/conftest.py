"""A real browser on a real server: Chromium through Playwright, an application on a port of its own."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.serving import WSGIRequestHandler

from tests.browser import pictures

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
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


@pytest.fixture(scope="session", autouse=True)
def _gallery() -> Iterator[None]:
    """When all pictures are taken: the gallery's index, and those that the documentation shows."""
    yield
    if pictures.WANTED:
        pictures.write_index()
        pictures.copy_documented()


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


@pytest.fixture(scope="session")
def demo_url(server: str, admin: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A database with the demo province and its dossiers, and the folder of their files."""
    from sqlalchemy import make_url, text

    from motcua.demo.seeding import fill_if_empty

    name = "motcua_browser"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE motcua_empty"))
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    files = tmp_path_factory.mktemp("files")
    fill_if_empty(url, files, "Asia/Ho_Chi_Minh", lambda _text: None)
    yield url, files
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture(scope="session")
def site(demo_url: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a running site with the demo province."""
    from werkzeug.serving import make_server

    from motcua.app import create_app
    from motcua.settings import read_settings
    from runtime.models import db

    url, files = demo_url
    settings = read_settings(
        {
            "MOTCUA_DATA": str(tmp_path_factory.mktemp("data")),
            "MOTCUA_DATABASE_URL": url,
            "MOTCUA_FILES": str(files),
            "MOTCUA_SECRET_KEY": "a key of the tests only",
            "MOTCUA_RATE_LIMITS": "off",
        }
    )
    app = create_app(settings)
    served = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    thread.join()
    served.server_close()
    with app.app_context():
        db.engine.dispose()


class Quiet(WSGIRequestHandler):
    """Serves without a line for each request."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""


@pytest.fixture
def visitor(browser: Any, site: str) -> Iterator[Any]:
    """A browser window of its own, in Vietnamese; anything the content policy refuses fails the test."""
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900}, locale="vi-VN")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.refused = []
    page.on(
        "console", lambda message: page.refused.append(message.text) if "Content Security" in message.text else None
    )
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
    return [f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:4]}" for one in found]


def sign_in(page: Any, login: str) -> None:
    """Sign an officer of the demo province in."""
    page.goto("/sign-in")
    page.fill("#name", login)
    page.fill("#password", "motcua-demo")
    page.click("main button")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.request.get("/?lang=vi")  # the language goes with the account: another walk may have left it in English


@pytest.fixture(name="axe")
def _axe() -> Any:
    return axe


@pytest.fixture(name="sign_in")
def _sign_in() -> Any:
    return sign_in
