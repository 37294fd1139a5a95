"""On PostgreSQL the search index knows which things are the newest, and takes in many at once.

What stands in it is made anew by `portal load`, which is a part of every upgrade: until then nothing is found.
"""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# Words of new things wait together and are sorted in by the hundred, for a fifth of the time; every question looks
# through those that wait, so they may not be many.
WAITING_KB = 512


def upgrade() -> None:
    _begin_anew(f"fastupdate=on, gin_pending_list_limit={WAITING_KB}")


def downgrade() -> None:
    _begin_anew("fastupdate=off")


def _begin_anew(options: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    op.execute("TRUNCATE search_index")
    op.execute("DROP INDEX ix_search_index_tokens")
    op.execute(f"CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens) WITH ({options})")
