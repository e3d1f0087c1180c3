"""Real servers for the tests: a Mosquitto broker and a PostgreSQL, started on loopback and stopped afterwards."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tests.tools import require

LOOPBACK = "127.0.0.1"
READY_WITHIN_S = 20.0

Server = TypeVar("Server")


def free_port() -> int:
    """A TCP port on loopback that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class MosquittoServer:
    """A Mosquitto child process with its own folder, port and configuration.

    ``stop`` and ``start`` may be called in turn to play a broker that goes away: it comes back on the same port.
    """

    def __init__(self, folder: Path, *, username: str | None = None, password: str | None = None) -> None:
        self.host = LOOPBACK
        self.port = free_port()
        self.username = username
        self.password = password
        self._program = require("mosquitto")
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._write_configuration()

    def start(self) -> None:
        """Start the broker and wait until it answers."""
        with (self._folder / "mosquitto.log").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._program), "-c", str(self._folder / "mosquitto.conf")], stdout=log, stderr=log
            )
        _wait_until(self._listens, self._process, self._folder / "mosquitto.log")

    def stop(self) -> None:
        """Stop the broker; nothing happens when it is not running."""
        if self._process is not None:
            _end(self._process, signal.SIGTERM)
            self._process = None

    def log(self) -> str:
        """What the broker has logged so far."""
        return (self._folder / "mosquitto.log").read_text(encoding="utf-8", errors="replace")

    def _listens(self) -> bool:
        try:
            socket.create_connection((self.host, self.port), timeout=0.5).close()
        except OSError:
            return False
        return True

    def _write_configuration(self) -> None:
        lines = [
            f"listener {self.port} {self.host}",
            f"user {pwd.getpwuid(os.getuid()).pw_name}",
            "persistence false",
            "set_tcp_nodelay true",
            "log_dest stderr",
            "log_type all",
        ]
        if self.username is None:
            lines.append("allow_anonymous true")
        else:
            passwords = self._folder / "passwords"
            passwords.write_text(_password_line(self.username, self.password or ""), encoding="utf-8")
            passwords.chmod(0o600)
            lines += ["allow_anonymous false", f"password_file {passwords}"]
        (self._folder / "mosquitto.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class PostgresServer:
    """A running PostgreSQL with its own data folder. Anyone on loopback may log in as ``hub``."""

    host: str
    port: int
    bindir: Path

    def new_database(self, *, driver: str = "asyncpg") -> str:
        """Create an empty database and return its SQLAlchemy URL."""
        name = f"hub_{secrets.token_hex(6)}"
        command = [str(self.bindir / "createdb"), "-h", self.host, "-p", str(self.port), "-U", "hub", name]
        subprocess.run(command, check=True, capture_output=True, timeout=30)
        return f"postgresql+{driver}://hub@{self.host}:{self.port}/{name}"


@contextmanager
def mosquitto(*, username: str | None = None, password: str | None = None) -> Iterator[MosquittoServer]:
    """A Mosquitto for as long as the block lasts: anonymous, or with one user."""
    with tempfile.TemporaryDirectory(prefix="teachable-hub-mosquitto-") as folder:
        server = MosquittoServer(Path(folder), username=username, password=password)
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A new, empty PostgreSQL for as long as the block lasts."""
    bindir = require("postgres")
    account = _postgres_account()
    folder = Path(tempfile.mkdtemp(prefix="teachable-hub-postgres-"))
    data, log, port = folder / "data", folder / "postgres.log", free_port()
    try:
        _hand_over(folder, account)
        initdb = [str(bindir / "initdb"), "-D", str(data), "-U", "hub", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        with _as_account(initdb, account, folder, log) as process:
            if process.wait(timeout=60) != 0:
                raise RuntimeError(f"initdb failed:\n{_tail(log)}")
        settings = {
            "listen_addresses": LOOPBACK,
            "port": str(port),
            "unix_socket_directories": "",
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "max_connections": "50",
        }
        command = [str(bindir / "postgres"), "-D", str(data)]
        command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with _as_account(command, account, folder, log) as process:
            try:
                ready = [str(bindir / "pg_isready"), "-q", "-h", LOOPBACK, "-p", str(port)]
                _wait_until(lambda: subprocess.run(ready, check=False, timeout=10).returncode == 0, process, log)
                yield PostgresServer(host=LOOPBACK, port=port, bindir=bindir)
            finally:
                _end(process, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def running(server: AbstractContextManager[Server]) -> AsyncIterator[Server]:
    """Hold one of the above without blocking the event loop: ``running(mosquitto())``, ``running(postgres())``."""
    entered = await asyncio.to_thread(server.__enter__)
    try:
        yield entered
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


def _postgres_account() -> pwd.struct_passwd | None:
    """Whom to run PostgreSQL as: it refuses root, so then ``postgres`` or, without that, ``nobody``."""
    if os.getuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _hand_over(folder: Path, account: pwd.struct_passwd | None) -> None:
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)


def _as_account(
    command: list[str], account: pwd.struct_passwd | None, folder: Path, log: Path
) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )


def _wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while not is_ready():
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}:\n{_tail(log)}")
        if time.monotonic() > deadline:
            _end(process, signal.SIGTERM)
            raise TimeoutError(f"{process.args!r} was not ready within {READY_WITHIN_S:.0f} s:\n{_tail(log)}")
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(how)
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(timeout=10)


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-20:])


def _password_line(username: str, password: str) -> str:
    """One line of a Mosquitto password file: PBKDF2 with SHA-512, as ``mosquitto_passwd`` writes it."""
    rounds, salt = 101, secrets.token_bytes(12)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds)
    return f"{username}:$7${rounds}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}\n"
