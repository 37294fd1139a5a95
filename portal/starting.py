"""What must be well before a command begins; each says in a line why it does not."""

import os

import typer
from pydantic import ValidationError
from sqlalchemy.exc import OperationalError

from portal.app import opened
from portal.db import keys
from portal.db.engine import Database
from portal.db.migrate import upgrade
from portal.db.sealing import WrongKey
from portal.kernel.errors import StorageAway
from portal.settings import Settings
from portal.storage.choose import Storage
from portal.storage.keeping import NotUsable

LAST_PORT, MOST_DIGITS = 65535, 6


def settings(**given: str) -> Settings:
    """What the environment says."""
    try:
        return Settings(**given)  # type: ignore[arg-type]  # each is the word for a setting
    except ValidationError as problem:
        for one in problem.errors():
            said = one["msg"].removeprefix("Value error, ")
            name = "".join(f"PORTAL_{part}: ".upper() for part in one["loc"])
            _say(f"Not started: {said if said.startswith(name.removesuffix(': ')) else name + said}")
        raise typer.Exit(2) from None


def port() -> int:
    typed = os.environ.get("PORT", "8000")
    if not (typed.isascii() and typed.isdigit() and 0 < int(typed[:MOST_DIGITS]) <= LAST_PORT):
        _say(f"Not started: PORT wants a number from 1 to {LAST_PORT}.")
        raise typer.Exit(2)
    return int(typed)


def database(settings: Settings) -> Database:
    """Brought up to date, and its keys tried."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        found = opened(settings)
    except ModuleNotFoundError:
        _say("Not started: PostgreSQL wants the extra: pip install 'wanzhou-elder-portal[postgres]'")
        raise typer.Exit(2) from None
    try:
        upgrade(found.writing)
        with found.reader() as session:
            # A hundred questions that are asked once in the life of a process: no need to remember how.
            session.connection(execution_options={"compiled_cache": None})
            keys.check(session)
    except OperationalError as problem:
        found.dispose()
        said = str(problem.orig).partition("\n")[0]
        _say(f"Not started: the database cannot be used: {said}. Nothing was written.")
        raise typer.Exit(2) from None
    except WrongKey as problem:
        found.dispose()
        _say(
            f"Not started: {problem}. The database was sealed or hashed with another key; put the right one into "
            "PORTAL_SECRET_KEY or secret.key. Nothing was written."
        )
        raise typer.Exit(2) from None
    return found


def storage(settings: Settings) -> Storage:
    """Where files lie, looked at before anything is written; only waiting helps where it is away."""
    try:
        found = settings.storage()
        found.check()
    except NotUsable as problem:
        _say(f"Not started: the storage for files cannot be used: {problem}. Nothing was written.")
        raise typer.Exit(2) from None
    except StorageAway as problem:
        _say(f"The storage for files does not answer; until it does, no photo can be sent: {problem}")
    return found


def _say(words: str) -> None:
    typer.echo(words, err=True)
