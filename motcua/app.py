"""The web application: configuration, database, pages and (when they are there) the API, wired together."""

from datetime import timedelta
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from designer_api.pages import DOOR
from designer_api.pages import TRANSLATIONS as DESIGN_TRANSLATIONS
from designer_api.pages import blueprint as design_pages
from designer_api.resource import resource
from motcua.health import register_health
from motcua.settings import Settings
from runtime.api import register_api
from runtime.clock import Clock, SystemClock
from runtime.database import driver_url, engine_options
from runtime.models import db
from runtime.web import register_pages
from runtime.web.i18n import TRANSLATIONS

FORM_MEMORY = 2 * 1024 * 1024
FORM_PARTS = 5_000


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """An application for ``settings.database_url``; ``clock`` is the system's unless a test brings its own."""
    app = Flask("motcua", static_folder=None)
    app.url_map.merge_slashes = False  # an odd address is not found; it is not sent on to another
    app.config.from_mapping(configuration(settings, clock or SystemClock()))
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    register_pages(app)
    app.register_blueprint(design_pages)
    register_health(app)
    register_api(app, (resource,))
    return app


def configuration(settings: Settings, clock: Clock) -> dict[str, Any]:
    """The settings as Flask and its extensions name them."""
    largest = settings.max_upload_mb * 1024 * 1024
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": driver_url(settings.database_url),
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.web_threads),
        "MAX_CONTENT_LENGTH": largest + FORM_MEMORY,
        "MAX_FORM_MEMORY_SIZE": FORM_MEMORY,
        "MAX_FORM_PARTS": FORM_PARTS,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=10),
        # A late answer to an earlier request must not bring a session back that has ended meanwhile.
        "SESSION_REFRESH_EACH_REQUEST": False,
        "SESSION_COOKIE_NAME": "motcua",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "RATELIMIT_ENABLED": settings.rate_limits,
        "BABEL_TRANSLATION_DIRECTORIES": f"{TRANSLATIONS};{DESIGN_TRANSLATIONS}",
        "MOTCUA_CLOCK": clock,
        "MOTCUA_CONNECTORS": settings.connectors,
        "MOTCUA_FILES": settings.files,
        "MOTCUA_ADDRESS": settings.address,
        "MOTCUA_METRICS_TOKEN": settings.metrics_token,
        "MOTCUA_MENU": (DOOR,),
        "MOTCUA_LANGUAGE": settings.language,
        "MOTCUA_LATE_ENTRY_HOURS": settings.late_entry_hours,
        "MOTCUA_MAX_UPLOAD": largest,
        "MOTCUA_PRIVACY": settings.privacy,
        "MOTCUA_WEBHOOK_HOSTS": settings.webhook_hosts,
        "MOTCUA_ZONE": settings.zone,
    }
