"""What protects every page: content policy, forged forms, too many tries."""

from flask import Flask, Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect

from webapp.settings import Settings

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_STRICT_TRANSPORT = f"max-age={365 * 86400}"
STATIC = ("static", "bootstrap.static")
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://")


def init_protection(app: Flask, settings: Settings) -> None:
    """Sign cookies, ask forms for their token, answer with strict headers."""
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=16 * 2**20,
        MAX_FORM_MEMORY_SIZE=2**20,
    )
    csrf.init_app(app)
    limiter.init_app(app)

    @app.after_request
    def _protect(response: Response) -> Response:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.https:
            response.headers.setdefault("Strict-Transport-Security", _STRICT_TRANSPORT)
        if request.endpoint not in STATIC:
            # What stands on pages and in files must not stay on a shared computer.
            response.headers.setdefault("Cache-Control", "no-store")
        return response
