"""Everything in the database under the newest key: hashes first, then what is sealed, a helping at a time."""

from dataclasses import dataclass

from portal.db import keys, lookups
from portal.db.engine import Database
from portal.web.sessions import writing


@dataclass
class Rotated:
    """How much was made anew, and how many hashes nobody can make anew, since what they are of was erased."""

    hashed: int = 0
    sealed: int = 0
    kept: int = 0


def rotate(database: Database) -> Rotated:
    """Each helping is a transaction of its own: broken off, the next run goes on with what is left."""
    made = Rotated()
    for model, column in lookups.sources():
        after: int | None = 0
        while after is not None:
            with writing(database) as session:
                moved = lookups.move(session, model, column, after=after)
            made.hashed, made.kept, after = made.hashed + moved.done, made.kept + moved.kept, moved.after
    for table in keys.sealed_tables():
        count = 1
        while count:
            with writing(database) as session:
                count = keys.seal_anew(session, table)
            made.sealed += count
    return made
