"""How Alembic reaches the database: through the connection that `db.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from portal.db.base import Base


def in_plain_types(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """A migration names SQLAlchemy's own types, so that it stays true when ours change."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=in_plain_types,
)
with context.begin_transaction():
    context.run_migrations()
