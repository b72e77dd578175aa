"""The contract `doors` itself, on a small invented house."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
CONTRACT = """
[importlinter]
root_packages =
    house
contract_types =
    doors: tests.architecture.doors.DoorsContract
[importlinter:contract:doors]
name = doors
type = doors
plugins =
    house.rooms.*
doors =
    api
    rules
"""


def lint(folder: Path, kitchen: str) -> subprocess.CompletedProcess[str]:
    """Lint a house whose kitchen holds `kitchen` and whose cellar has api, rules and services."""
    files = {
        "rooms/cellar/api.py": "from house.rooms.cellar import services",
        "rooms/cellar/rules/shelves.py": "",
        "rooms/cellar/services.py": "",
        "rooms/kitchen/views.py": kitchen,
    }
    for name, text in files.items():
        path = folder / "house" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for package in [path.parent, *path.parent.parents]:
            if package.is_relative_to(folder / "house"):
                (package / "__init__.py").touch()
        path.write_text(text, encoding="utf-8")
    (folder / "contract.ini").write_text(CONTRACT, encoding="utf-8")
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run(
        [program, "--config", "contract.ini", "--no-cache"],
        cwd=folder,
        env={"PYTHONPATH": f"{PROJECT}:{folder}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "kitchen",
    [
        "from house.rooms.cellar import api",
        "from house.rooms.cellar.rules import shelves",
        "from house.rooms.kitchen import views",
    ],
)
def test_doors_and_own_modules_are_open(tmp_path: Path, kitchen: str) -> None:
    result = lint(tmp_path, kitchen)
    assert result.returncode == 0, result.stdout + result.stderr


def test_reaching_past_the_door_is_named_with_its_line(tmp_path: Path) -> None:
    result = lint(tmp_path, "import os\nfrom house.rooms.cellar import services\n")
    assert result.returncode == 1
    said = " ".join(result.stdout.split())
    assert "house.rooms.kitchen.views line 2 imports house.rooms.cellar.services" in said


def test_importing_the_plugin_itself_is_past_the_door_too(tmp_path: Path) -> None:
    result = lint(tmp_path, "import house.rooms.cellar\n")
    assert result.returncode == 1
    assert "imports house.rooms.cellar" in result.stdout
