"""acme, installed as a third party's distribution is: by its entry point, from a folder of its own."""

import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "plugins" / "acme"


def install(folder: Path) -> Path:
    """Install acme with pip into a folder; the folder."""
    source, site = folder / "source", folder / "site"
    shutil.copytree(SOURCE, source, ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg*"))
    options = ["--quiet", "--no-index", "--no-deps", "--no-build-isolation", "--no-compile"]
    command = [sys.executable, "-m", "pip", "install", *options, "--target", site, source]
    subprocess.run(command, check=True)
    return site


@contextmanager
def on_path(site: Path) -> Iterator[None]:
    """While inside, the entry points of the folder are found; what was imported stays."""
    sys.path.insert(0, str(site))
    importlib.invalidate_caches()
    try:
        yield
    finally:
        sys.path.remove(str(site))
        importlib.invalidate_caches()
