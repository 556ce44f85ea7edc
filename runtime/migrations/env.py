"""Alembic's environment: one lock, one transaction per migration, the URL from the caller or from Flask."""

from alembic import context
from sqlalchemy import create_engine, pool, text

from runtime.models import Base

LOCK = 7_264_001


def _engine():
    url = context.config.attributes.get("url")
    if url is None:
        from flask import current_app

        return current_app.extensions["migrate"].db.engine
    return create_engine(url, poolclass=pool.NullPool)


def _ours(name, kind, _parents):
    return not (kind == "table" and name and name.startswith("procrastinate_"))


engine = _engine()
with engine.connect() as connection:
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
    connection.commit()
    try:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_name=_ours,
            compare_type=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": LOCK})
        connection.commit()
