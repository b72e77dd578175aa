"""A throw-away PostgreSQL for tests.

`temporary_cluster()` is one server of one's own, for tests that stop and break it.
`shared_cluster(folder)` is one server for all workers of a test run: the first to come starts it,
and a waiting `flock` stops it when the last is gone, also when the last was killed.
`database(server_url, name)` is an empty database in it.
Fixture `postgres_url` (session): the URL of this worker's own empty database.

Nothing here skips: without PostgreSQL a test that asks for it fails and says what to install.
"""

import fcntl
import os
import pwd
import shlex
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

SYSTEM_USER = "postgres"
START_ATTEMPTS = 5
# Safe to lose: a test cluster lives for one run, so it need not wait for the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "timezone": "UTC",
    "log_min_messages": "warning",
}


class PostgresUnavailableError(RuntimeError):
    """PostgreSQL is not installed, or would not start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server: its folder (data, log, socket), its programs and its port on 127.0.0.1."""

    folder: Path
    programs: Path
    port: int

    @property
    def url(self) -> str:
        """SQLAlchemy address of the maintenance database `postgres`."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start on the known port and wait until it answers. Raises `PostgresUnavailableError`."""
        options = " ".join(
            f"-c {name}={value}"
            for name, value in {
                **SETTINGS,
                "port": str(self.port),
                "listen_addresses": "127.0.0.1",
                "unix_socket_directories": str(self.folder),
            }.items()
        )
        self._control("start", "--wait", "--log", f"{self.folder}/log", "--options", options)

    def stop(self, mode: str = "immediate") -> None:
        """Stop: `immediate` is a crash, `fast` rolls back and closes, `smart` waits for clients."""
        self._control("stop", "--wait", "--mode", mode)

    def stop_command(self) -> list[str]:
        """The command that ends the server at once, to be run by whoever is still there."""
        return as_owner(
            [str(self.programs / "pg_ctl"), "stop", "-m", "immediate", "-D", f"{self.folder}/data"]
        )

    def _control(self, action: str, *arguments: str) -> None:
        command = [str(self.programs / "pg_ctl"), action, "--pgdata", f"{self.folder}/data"]
        run_as_owner([*command, *arguments], self.folder)


def find_programs(root: Path = Path("/usr/lib/postgresql")) -> Path:
    """The folder of the newest installed server programs. Raises `PostgresUnavailableError`."""
    found = sorted(root.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    if elsewhere:
        return Path(elsewhere).resolve().parent
    raise PostgresUnavailableError(
        "PostgreSQL is not installed (no initdb in /usr/lib/postgresql/*/bin or on PATH). "
        "`make test` installs it; by hand: apt-get install postgresql"
    )


def as_owner(command: list[str]) -> list[str]:
    """The command for the server's owner: `postgres` when we are root, else ourselves."""
    if os.geteuid() != 0:
        return command
    become = ["setpriv", f"--reuid={SYSTEM_USER}", f"--regid={SYSTEM_USER}", "--init-groups", "--"]
    return [*become, *command]


def run_as_owner(command: list[str], folder: Path) -> None:
    """Run a server program to its end. Raises `PostgresUnavailableError` with what it wrote."""
    # Into a file, not a pipe: the server inherits it and a pipe would never be closed.
    with (folder / "output").open("w+b") as output:
        done = subprocess.run(
            as_owner(command), cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        if done.returncode == 0:
            return
        output.seek(0)
        said = output.read().decode(errors="replace").strip()
    with suppress(OSError):
        said += "\n" + (folder / "log").read_text(errors="replace")[-2000:]
    raise PostgresUnavailableError(f"{Path(command[0]).name} ended with {done.returncode}: {said}")


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def create_cluster() -> Cluster:
    """Make a cluster in a new temporary folder and start it. Raises `PostgresUnavailableError`."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="lms-postgres-"))
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(SYSTEM_USER)
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        initdb = [str(programs / "initdb"), "--pgdata", f"{folder}/data", "--username=postgres"]
        run_as_owner(
            [*initdb, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], folder
        )
        return start_somewhere(folder, programs)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def start_somewhere(folder: Path, programs: Path) -> Cluster:
    """Start on a free port; another program may take it in between, so try a few."""
    for attempt in range(START_ATTEMPTS):
        cluster = Cluster(folder, programs, free_port())
        try:
            cluster.start()
        except PostgresUnavailableError:
            if attempt == START_ATTEMPTS - 1:
                raise
        else:
            return cluster
    raise AssertionError("unreachable")


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A server of one's own, to stop, crash and start again. Removed at the end."""
    cluster = create_cluster()
    try:
        yield cluster
    finally:
        with suppress(PostgresUnavailableError):  # a test may have stopped it already
            cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)


@contextmanager
def temporary_cluster() -> Iterator[str]:
    """A server of one's own; yields the URL of its maintenance database."""
    with running_cluster() as cluster:
        yield cluster.url


@contextmanager
def shared_cluster(folder: Path) -> Iterator[str]:
    """The one server of all who name the same folder; yields its maintenance URL.

    Everybody holds a shared lock on `postgres.users` while using it. Whoever finds no server
    starts one and leaves behind a process that waits for the exclusive lock, then cleans up.
    """
    address = folder / "postgres.url"
    with (
        (folder / "postgres.users").open("w") as users,
        (folder / "postgres.start").open("w") as by,
    ):
        fcntl.flock(users, fcntl.LOCK_SH)
        with by:
            fcntl.flock(by, fcntl.LOCK_EX)
            if not address.exists():
                cluster = create_cluster()
                leave_behind_cleaner(cluster, folder)
                address.write_text(cluster.url, encoding="ascii")
        yield address.read_text(encoding="ascii")


def leave_behind_cleaner(cluster: Cluster, folder: Path) -> None:
    """Start the process that removes the server when nobody holds `postgres.users` any more."""
    forget = f"rm -f {shlex.quote(str(folder / 'postgres.url'))}"
    stop = shlex.join(cluster.stop_command())
    remove = f"rm -rf {shlex.quote(str(cluster.folder))}"
    subprocess.Popen(
        [
            "flock",
            "--exclusive",
            folder / "postgres.users",
            "sh",
            "-c",
            f"{forget};{stop};{remove}",
        ],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


@contextmanager
def database(server_url: str, name: str) -> Iterator[str]:
    """An empty database of that name; dropped at the end with whoever is still connected."""
    server = server_url.replace("+psycopg", "")
    identifier = psycopg.sql.Identifier(name)
    drop = psycopg.sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(identifier))
    try:
        yield server_url.rpartition("/")[0] + "/" + name
    finally:
        with (
            suppress(psycopg.OperationalError),  # the server is gone, and the database with it
            psycopg.connect(server, autocommit=True) as connection,
        ):
            connection.execute(drop)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """URL of the test run's one PostgreSQL server."""
    folder = tmp_path_factory.getbasetemp()
    if worker_id != "master":
        folder = folder.parent  # of the run, common to its workers
    with shared_cluster(folder) as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str, worker_id: str) -> Iterator[str]:
    """URL of this worker's own empty database."""
    with database(postgres_server, f"lms_{worker_id}") as url:
        yield url


@pytest.fixture
def fresh_postgres_url(postgres_server: str, worker_id: str) -> Iterator[str]:
    """URL of an empty database for one test."""
    with database(postgres_server, f"fresh_{worker_id}") as url:
        yield url
