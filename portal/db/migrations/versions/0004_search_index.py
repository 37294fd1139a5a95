"""The search index: FTS5 on SQLite, a tsvector with GIN on PostgreSQL."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# From this version on a row can be taken out of an index that does not keep its text, which makes it a third as large.
FIRST_WITHOUT_CONTENT = (3, 43, 0)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        version = tuple(map(int, connection.exec_driver_sql("SELECT sqlite_version()").scalar_one().split(".")))
        small = ", content='', contentless_delete=1" if version >= FIRST_WITHOUT_CONTENT else ""
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5("
            f"tokens, tokenize='unicode61 remove_diacritics 0', detail=none{small})"
        )
        return
    op.execute(
        "CREATE TABLE search_index (rowid INTEGER NOT NULL, tokens TSVECTOR NOT NULL, "
        "CONSTRAINT pk_search_index PRIMARY KEY (rowid), CONSTRAINT fk_search_index_rowid_publication "
        "FOREIGN KEY (rowid) REFERENCES publication (id) ON DELETE CASCADE)"
    )
    op.execute("CREATE INDEX ix_search_index_tokens ON search_index USING gin (tokens) WITH (fastupdate=off)")


def downgrade() -> None:
    op.execute("DROP TABLE search_index")
