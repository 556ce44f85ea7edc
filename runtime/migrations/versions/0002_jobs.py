"""The job queue's own tables and functions, as procrastinate ships them.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    from procrastinate.schema import SchemaManager

    connection = op.get_bind().connection.dbapi_connection
    connection.execute(SchemaManager.get_schema().replace("%%", "%"))


def downgrade() -> None:
    connection = op.get_bind().connection.dbapi_connection
    rows = connection.execute(
        "SELECT format('DROP TABLE IF EXISTS %I CASCADE', tablename) FROM pg_tables WHERE tablename LIKE 'procrastinate%'"
        " AND schemaname = current_schema()"
        " UNION ALL SELECT format('DROP FUNCTION IF EXISTS %s CASCADE', oid::regprocedure) FROM pg_proc"
        " WHERE proname LIKE 'procrastinate%' AND pronamespace = current_schema()::regnamespace"
        " UNION ALL SELECT format('DROP TYPE IF EXISTS %I CASCADE', typname) FROM pg_type"
        " WHERE typname LIKE 'procrastinate%' AND typtype IN ('e', 'c') AND typrelid = 0"
    ).fetchall()
    for (statement,) in rows:
        connection.execute(statement)
