"""gunicorn's settings that are code: fewer garbage collections, shared memory after the fork."""

import gc

logger_class = "gunicorn.glogging.Logger"
accesslog = None


def when_ready(_server: object) -> None:
    """What is loaded before the fork is never looked at again by the collector."""
    gc.collect()
    gc.freeze()


def post_fork(_server: object, _worker: object) -> None:
    """Collect seldom: a page makes thousands of objects that die with it."""
    gc.set_threshold(50_000, 20, 100)
