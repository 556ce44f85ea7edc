"""Pages: server-rendered HTML for citizens, officers, operators and administrators; no script is needed."""

from flask import Blueprint, Flask

from runtime.web import (
    actions,
    admin,
    apply,
    approvals,
    assist,
    auth,
    brought,
    calendar_pages,
    counter,
    desk,
    dossiers,
    follow,
    installation,
    leaving,
    migrations,
    operator,
    overview,
    papers,
    portal,
    posting,
    privacy,
    registers,
    reports,
    searching,
    structure,
    substitution_pages,
    tasks,
    unit,
)
from runtime.web.errors import register_errors
from runtime.web.i18n import register_languages
from runtime.web.privacy import register_privacy
from runtime.web.security import register_security
from runtime.web.shell import register_shell

__all__ = ["register_pages"]


def register_pages(app: Flask) -> None:
    """Add every page, the languages, the headers and the error pages to an application."""
    pages = Blueprint("pages", __name__, static_folder="static", static_url_path="/assets", template_folder="templates")
    app.register_blueprint(pages)
    register_languages(app)
    register_security(app)
    register_shell(app)
    register_errors(app)
    register_privacy(app)
    for module in _MODULES:
        app.register_blueprint(module.blueprint)


_MODULES = (
    portal,
    apply,
    assist,
    privacy,
    follow,
    auth,
    tasks,
    searching,
    dossiers,
    actions,
    approvals,
    papers,
    registers,
    posting,
    counter,
    desk,
    brought,
    overview,
    unit,
    substitution_pages,
    reports,
    operator,
    admin,
    leaving,
    migrations,
    installation,
    structure,
    calendar_pages,
)
