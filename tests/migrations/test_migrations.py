"""The migrations make exactly the tables that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, pool, text

from runtime.database import migrate
from runtime.models import Base


def ours(name, kind, _parents):
    return not (kind == "table" and name and (name.startswith("procrastinate_") or name == "alembic_version"))


def test_models_and_migrations_agree(empty_url):
    engine = create_engine(empty_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": ours})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(empty_url):
    migrate(empty_url)
    engine = create_engine(empty_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
