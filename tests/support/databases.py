"""One database made and filled once, and a fresh copy of it for every test that asks."""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from tests.support import postgresql

Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True)
class Workshop:
    """A folder that all the processes of one run share."""

    folder: Path
    kind: Kind

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """The address of a database of one's own; `folder` is where a copied file may lie."""
        template = self._template()
        if self.kind == "sqlite":
            target = folder / f"{uuid4().hex}.db"
            shutil.copyfile(template, target)
            yield f"sqlite:///{target}"
            return
        name = f"test_{uuid4().hex}"
        _administer(template, f'CREATE DATABASE "{name}" TEMPLATE template_portal')
        try:
            yield template.format(name=name)
        finally:
            _administer(template, f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def empty(self, folder: Path) -> Iterator[str]:
        """The address of a database in which nothing has been made yet."""
        template, name = self._template(), f"empty_{uuid4().hex}"
        if self.kind == "sqlite":
            yield f"sqlite:///{folder / name}.db"
            return
        _administer(template, f'CREATE DATABASE "{name}"')
        try:
            yield template.format(name=name)
        finally:
            _administer(template, f'DROP DATABASE "{name}" WITH (FORCE)')

    def close(self) -> None:
        """Stop the server, if one was started, and leave nothing behind."""
        postgresql.stop(self.folder)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _template(self) -> str:
        """Made by whichever process comes first, while the others wait."""
        ready = self.folder / "template"
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not ready.exists():
                made = self._make_file() if self.kind == "sqlite" else self._make_server()
                ready.write_text(made, encoding="utf-8")
        return ready.read_text(encoding="utf-8")

    def _make_file(self) -> str:
        made = self.folder / "template.db"
        _fill(f"sqlite:///{made}")
        if made.with_name(made.name + "-wal").exists():
            message = (
                "The template database was not closed: a copy of the file alone would miss what is in its journal."
            )
            raise RuntimeError(message)
        return str(made)

    def _make_server(self) -> str:
        address = postgresql.start(self.folder)
        _administer(address, "CREATE DATABASE template_portal")
        _fill(address.format(name="template_portal"))
        return address


def _fill(url: str) -> None:
    # The whole portal is imported only when a database is wanted, so that the tests of pure rules start at once.
    from tests.support.portal import fill

    fill(url)


def _administer(address: str, statement: str) -> None:
    url = make_url(address.format(name="postgres"))
    host = url.query["host"]
    with psycopg.connect(f"host={host} user={url.username} dbname=postgres", autocommit=True) as connection:
        connection.execute(statement.encode())
