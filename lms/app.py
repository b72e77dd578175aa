"""Making the application: settings, keys, plugins, edge. Nothing here knows a plugin by name."""

from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from pathlib import Path

from flask import Flask, current_app
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from lms import events, logs, registry
from lms.config import Config, from_environment
from lms.db import db
from lms.errors import DomainError
from lms.jobs import queue
from lms.plugin import Plugin
from lms.privacy import pairing
from lms.privacy.vault import create_key_file, install, load_key_file
from lms.web import access, errors, formats, headers, i18n, navigation, sentences, transaction
from lms.web.ids import IdConverter

ROOT = Path(__file__).resolve().parent
MIGRATIONS = ROOT.parent / "migrations"
UPLOAD_LIMIT = 40 * 1024 * 1024
limiter = Limiter(get_remote_address, storage_uri="memory://")


@limiter.request_filter
def _unlimited() -> bool:
    """Tests ask as often as they like: asked of the application, for the limiter is the process's."""
    return current_app.testing


def create_app(config: Config | None = None, extra: Iterable[Plugin] = ()) -> Flask:
    """Build the application; refuses with one sentence what does not fit (`DomainError`)."""
    config = config or from_environment()
    logs.configure()
    app = Flask("lms", root_path=str(ROOT))
    _configure(app, config)
    keys = load_key_file(config.key_file)
    pairing.check(config.database_url, keys)
    install(app, keys)
    app.config["SECRET_KEY"] = keys.session_key
    plugins = registry.load(extra)
    app.extensions["lms_registry"] = plugins
    events.connect(app, plugins.plugins)
    db.init_app(app)
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)
    _edge(app, plugins)
    queue.init_app(app, config)
    for plugin in plugins.plugins:
        if plugin.blueprint is not None:
            app.register_blueprint(plugin.blueprint)
    registry.check(plugins, app)
    return app


def _edge(app: Flask, plugins: registry.Registry) -> None:
    """What stands between a request and a view. The transaction comes last: its end runs first."""
    CSRFProtect(app)
    Bootstrap5(app)
    limiter.init_app(app)
    i18n.init_app(app, _catalogues(plugins))
    access.init_app(app)
    headers.init_app(app)
    navigation.init_app(app)
    formats.init_app(app)
    sentences.init_app(app)
    errors.init_app(app)
    transaction.init_app(app)


def speaking_app(language: str = "zh") -> Flask:
    """Only the frame's sentences: says why there is no real application."""
    app = Flask("lms", root_path=str(ROOT))
    frame = import_module(registry.FRAME_PATH).plugin
    plugins = registry.Registry((frame,))
    app.extensions["lms_registry"] = plugins
    app.config["LMS"] = Config(ROOT, "", ROOT, language=language)
    i18n.init_app(app, _catalogues(plugins))
    return app


def ensure_key_file(config: Config) -> bool:
    """Make the key file of a new installation; never for a database that was begun with another.

    Raises `KEY_FILE_MISSING` for such a database.
    """
    if config.key_file.exists():
        return False
    if pairing.mark_of(config.database_url) is not None:
        raise DomainError("KEY_FILE_MISSING", path=config.key_file)
    create_key_file(config.key_file)
    return True


def _configure(app: Flask, config: Config) -> None:
    app.config.update(
        LMS=config,
        TESTING=config.testing,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True, "hide_parameters": not config.testing},
        MAX_CONTENT_LENGTH=UPLOAD_LIMIT,
        MAX_FORM_MEMORY_SIZE=UPLOAD_LIMIT,
        SESSION_COOKIE_NAME="__Host-session" if config.secure else "lms_session",
        SESSION_COOKIE_SECURE=config.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        SEND_FILE_MAX_AGE_DEFAULT=86400,
        WTF_CSRF_TIME_LIMIT=None,
        BOOTSTRAP_SERVE_LOCAL=True,
    )
    app.url_map.converters["int"] = IdConverter
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _catalogues(plugins: registry.Registry) -> list[Path]:
    """Translation folders: the frame's and its packages', then each plugin's beside its module."""
    own = [ROOT / "translations", *sorted(ROOT.glob("*/translations"))]
    return own + [Path(p.translations) for p in plugins.plugins if p.translations is not None]
