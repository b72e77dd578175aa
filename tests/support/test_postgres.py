"""The throw-away PostgreSQL: it starts, is shared, keeps databases apart, and leaves nothing."""

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.support import postgres

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
PROJECT = Path(__file__).parents[2]


def ask(url: str, question: str) -> object:
    engine = sa.create_engine(url, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        return connection.execute(sa.text(question)).scalar_one()


def eventually(true: Callable[[], bool], seconds: float = 120) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return true()


def data_folder(url: str) -> Path:
    return Path(str(ask(url, "show data_directory")))


def test_own_cluster_answers_and_is_gone_afterwards() -> None:
    with postgres.temporary_cluster() as url:
        assert ask(url, "show server_encoding") == "UTF8"
        assert ask(url, "show fsync") == "off"
        folder = data_folder(url)
        assert folder.parent.exists()
    assert not folder.parent.exists()
    with pytest.raises(sa.exc.OperationalError):
        ask(url, "select 1")


def test_cluster_comes_back_on_its_port_after_a_crash() -> None:
    with postgres.running_cluster() as cluster:
        cluster.stop("immediate")
        with pytest.raises(sa.exc.OperationalError):
            ask(cluster.url, "select 1")
        cluster.start()
        assert ask(cluster.url, "select 1") == 1


def test_shared_cluster_is_one_and_goes_with_its_last_user(tmp_path: Path) -> None:
    with postgres.shared_cluster(tmp_path) as first:
        with postgres.shared_cluster(tmp_path) as second:
            assert second == first
        assert ask(first, "select 1") == 1
        folder = data_folder(first).parent
    assert eventually(lambda: not folder.exists())


def test_shared_cluster_goes_also_when_its_user_was_killed(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys, time\n"
        "from tests.support import postgres\n"
        "with postgres.shared_cluster(pathlib.Path(sys.argv[1])) as url:\n"
        "    print(url, flush=True)\n"
        "    time.sleep(100)\n"
    )
    user = subprocess.Popen(
        [sys.executable, "-c", program, tmp_path], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None
    with user, user.stdout as said:
        folder = data_folder(said.readline().strip()).parent
        assert folder.exists()
        user.kill()
    assert eventually(lambda: not folder.exists())
    assert not (tmp_path / "postgres.url").exists()


def test_databases_of_one_cluster_are_apart_and_begin_empty(tmp_path: Path) -> None:
    tables = "select count(*) from information_schema.tables where table_name = 'thing'"
    with postgres.shared_cluster(tmp_path) as server:
        with postgres.database(server, "one") as one, postgres.database(server, "two") as two:
            engine = sa.create_engine(one, poolclass=sa.pool.NullPool)
            with engine.begin() as connection:
                connection.execute(sa.text("create table thing (id integer)"))
            assert (ask(one, tables), ask(two, tables)) == (1, 0)
        with postgres.database(server, "one") as again:
            assert ask(again, tables) == 0


def test_absence_is_a_failure_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(postgres.PostgresUnavailableError, match="apt-get install postgresql"):
        postgres.find_programs(tmp_path)


def test_newest_installed_version_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "15", "17"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        (folder / "initdb").touch()
    assert postgres.find_programs(tmp_path) == tmp_path / "17" / "bin"


def test_what_a_server_program_says_is_in_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "as_owner", lambda command: command)
    with pytest.raises(postgres.PostgresUnavailableError, match="sh ended with 3: no room"):
        postgres.run_as_owner(["/bin/sh", "-c", "echo no room >&2; exit 3"], tmp_path)
