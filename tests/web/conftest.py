"""The pages on a real database with the demo province; time stands at Monday 2 March 2026, 08:10."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from motcua.app import create_app
from motcua.settings import Settings, read_settings
from runtime.clock import VirtualClock
from runtime.models import db
from tests.web.posting import controls


@pytest.fixture
def settings(province_url: str, tmp_path: Path) -> Settings:
    return read_settings(
        {
            "MOTCUA_DATA": str(tmp_path),
            "MOTCUA_DATABASE_URL": province_url,
            "MOTCUA_SECRET_KEY": "a key of the tests only",
            "MOTCUA_RATE_LIMITS": "off",
        }
    )


@pytest.fixture
def app(settings: Settings, clock: VirtualClock):
    made = create_app(settings, clock)
    yield made
    with made.app_context():
        db.engine.dispose()


class Visitor:
    """A browser without scripts: follows links, keeps cookies, fills in the forgery token."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.status = 0
        self.text = ""

    def get(self, path: str) -> str:
        return self._read(self.client.get(path, follow_redirects=True))

    def post(self, path: str, data: dict[str, Any] | None = None, page: str | None = None) -> str:
        """Post with the token of ``page`` (default: the page shown last)."""
        if page is not None:
            self.get(page)
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.text)
        sent = {"csrf_token": token.group(1) if token else "", **(data or {})}
        answer = self.client.post(path, data=sent, content_type="multipart/form-data", follow_redirects=True)
        return self._read(answer)

    def hidden(self, name: str) -> str:
        """Value of a hidden control of the page shown last."""
        from html import unescape

        found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', self.text)
        assert found is not None, name
        return unescape(found.group(1))

    def _read(self, answer: Any) -> str:
        self.status = answer.status_code
        self.text = answer.get_data(as_text=True)
        self.path = answer.request.path
        self.headers = answer.headers
        return self.text


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def officer(app: Flask) -> Callable[[str], Visitor]:
    """Signs somebody of the demo province in."""

    def sign_in(login: str) -> Visitor:
        one = Visitor(app)
        one.get("/sign-in?lang=en")
        one.post("/sign-in", {"name": login, "password": "motcua-demo"})
        assert one.status == 200, one.text
        assert "Sign out" in one.text
        return one

    return sign_in


LIBRARY = Path(__file__).parents[2] / "process_models" / "library"


@pytest.fixture(scope="session")
def certified_copy():
    """The package of the certified copy and the answers of its good scenario."""
    import json

    from process_models.package import read_package

    scenario = json.loads((LIBRARY / "2.000815" / "scenarios" / "good.json").read_text(encoding="utf-8"))
    return read_package(LIBRARY / "2.000815"), scenario


@pytest.fixture
def apply(certified_copy) -> Callable[..., tuple[str, str]]:
    """Applies for a certified copy at Bắc Gia Nghĩa as a citizen; gives code and secret."""
    package, scenario = certified_copy

    def do(visitor: Visitor, agency: str = "H36.50", **changes: Any) -> tuple[str, str]:
        answers = {**scenario["submit"]["answers"], **changes}
        visitor.get(f"/procedures/2.000815/application?agency={agency}&lang=en")
        review = visitor.post(
            "/procedures/2.000815/application",
            {"agency": agency, "step": "review", **controls(package.forms["application"], answers)},
        )
        assert visitor.status == 200, review
        assert "Check before you send" in review, review
        sent = {
            "agency": agency,
            "step": "submit",
            "answers": visitor.hidden("answers"),
            "token": visitor.hidden("token"),
            "consent": "2026-01",
        }
        done = visitor.post("/procedures/2.000815/application", sent)
        assert "Your application was sent" in done, done
        code, secret = re.findall(r'class="big-code">([^<]+)<', done)
        return code, secret

    return do


@pytest.fixture
def fill(certified_copy) -> Callable[[str, dict[str, Any]], dict[str, Any]]:
    """Controls of a form of the certified copy, by its key."""
    package, _scenario = certified_copy
    return lambda key, answers: controls(package.forms[key], answers)


@pytest.fixture
def controls_of() -> Callable[..., dict[str, Any]]:
    """How answers are posted."""
    return controls
