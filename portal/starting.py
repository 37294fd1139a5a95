"""What must be well before a command begins; each says in a line why it does not."""

import typer

from portal.app import opened
from portal.db import keys
from portal.db.engine import Database
from portal.db.migrate import upgrade
from portal.db.sealing import WrongKey
from portal.kernel.errors import StorageAway
from portal.settings import Settings
from portal.storage.choose import Storage
from portal.storage.keeping import NotUsable


def database(settings: Settings) -> Database:
    """Brought up to date, and its keys tried."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    found = opened(settings)
    try:
        upgrade(found.writing)
        with found.reader() as session:
            # A hundred questions that are asked once in the life of a process: no need to remember how.
            session.connection(execution_options={"compiled_cache": None})
            keys.check(session)
    except WrongKey as problem:
        found.dispose()
        typer.echo(
            f"Not started: {problem}. The database was sealed or hashed with another key; put the right one into "
            "PORTAL_SECRET_KEY or secret.key. Nothing was written.",
            err=True,
        )
        raise typer.Exit(2) from None
    return found


def storage(settings: Settings) -> Storage:
    """Where files lie, looked at before anything is written; only waiting helps where it is away."""
    try:
        found = settings.storage()
        found.check()
    except NotUsable as problem:
        typer.echo(f"Not started: the storage for files cannot be used: {problem}. Nothing was written.", err=True)
        raise typer.Exit(2) from None
    except StorageAway as problem:
        typer.echo(f"The storage for files does not answer; until it does, no photo can be sent: {problem}", err=True)
    return found
