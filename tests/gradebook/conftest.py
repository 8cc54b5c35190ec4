"""A PostgreSQL of the tests' own, where it is installed: in a temporary folder, on a socket only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

NOBODY = 65534


def programs() -> Path | None:
    """Where initdb and postgres are; Debian keeps them off the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    return Path(path).resolve().parent if path else None


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[], str]]:
    """Makes an empty database and gives its address."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    # Where anybody may look: other tests keep their own files in a folder of root alone.
    base = tempfile.mkdtemp(prefix="autograder-postgres-", dir="/tmp")
    folder = Path(base)
    # Its server refuses to run as root.
    identity = {}
    if os.geteuid() == 0:
        os.chown(folder, NOBODY, NOBODY)
        identity = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
    made = [
        bin_folder / "initdb",
        "-D",
        folder / "data",
        "-U",
        "grader",
        "--auth=trust",
        "--no-sync",
        "-E",
        "UTF8",
    ]
    subprocess.run(made, check=True, capture_output=True, cwd=folder, **identity)
    options = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={folder}", "-c", "fsync=off"]
    server = subprocess.Popen(
        [bin_folder / "postgres", "-D", folder / "data", *options],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **identity,
    )
    try:
        import psycopg

        address = f"host={folder} user=grader dbname=postgres"
        until = time.monotonic() + 90
        while True:
            try:
                psycopg.connect(address).close()
                break
            except psycopg.OperationalError:
                assert time.monotonic() < until, "PostgreSQL did not start"
                assert server.poll() is None, "PostgreSQL ended"
                time.sleep(0.05)
        count = 0

        def make() -> str:
            nonlocal count
            count += 1
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE book{count}")
            return f"postgresql+psycopg://grader@/book{count}?host={folder}"

        yield make
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty gradebook's address, in each of the databases."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gradebook.db'}"
    make: Callable[[], str] = request.getfixturevalue("postgres")
    return make()
