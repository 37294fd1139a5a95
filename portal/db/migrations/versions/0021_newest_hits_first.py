"""The search index knows when things end; on PostgreSQL also which are the newest, and it takes in many at once.

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
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'search_index'").scalar_one()
        all_at_once = "INSERT INTO search_index (search_index) VALUES ('delete-all')"
        op.execute(all_at_once if "content=''" in made else "DELETE FROM search_index")
        return
    op.execute("TRUNCATE search_index")
    op.execute("DROP INDEX ix_search_index_tokens")
    op.execute(f"CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens) WITH ({options})")
