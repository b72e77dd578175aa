"""Security headers of every answer."""

import secure
from flask import Flask, Response, request


def init_app(app: Flask) -> None:
    """A strict policy: everything from ourselves, no inline script or style, no framing, no caching."""
    policy = (
        secure.ContentSecurityPolicy()
        .default_src("'self'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'", "data:")
        .object_src("'none'")
        .base_uri("'none'")
        .form_action("'self'")
        .frame_ancestors("'none'")
    )
    headers = dict(
        secure.Secure(
            csp=policy,
            xcto=secure.XContentTypeOptions().nosniff(),
            xfo=secure.XFrameOptions().deny(),
            referrer=secure.ReferrerPolicy().same_origin(),
            permissions=secure.PermissionsPolicy().geolocation().microphone(),
            hsts=secure.StrictTransportSecurity().max_age(31536000)
            if app.config["LMS"].secure
            else None,
        ).headers
    )

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint and not request.endpoint.endswith("static"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response
