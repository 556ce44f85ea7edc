"""Headers every page carries, the limits on what can be tried again and again, and safe places to go next."""

from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf.csrf import CSRFProtect

CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""No inline script or style anywhere: a page that needs one is wrong."""

_HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")
csrf = CSRFProtect()

LOGIN_LIMIT = "10 per minute; 60 per hour"
LOOK_UP_LIMIT = "20 per minute; 120 per hour"
SUBMIT_LIMIT = "20 per minute; 100 per hour"
RECOVER_LIMIT = "5 per minute; 20 per hour"
UPLOAD_LIMIT = "60 per minute"


def safe_next(target: str | None, fallback: str) -> str:
    """A place on this site to go on to; anything that leads elsewhere is dropped."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return fallback
    parts = urlsplit(target)
    return fallback if parts.scheme or parts.netloc else target


def _harden(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config.get("SESSION_COOKIE_SECURE"):
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if request.endpoint != "pages.static":
        response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def register_security(app: Flask) -> None:
    """Hook CSRF, rate limits and headers into the application; the configuration may switch the limits off."""
    app.config.setdefault("SESSION_COOKIE_HTTPONLY", True)
    app.config.setdefault("SESSION_COOKIE_SAMESITE", "Lax")
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", 12 * 3600)
    csrf.init_app(app)
    limiter.init_app(app)
    app.after_request(_harden)
