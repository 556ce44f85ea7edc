"""Answers of before that hold a dossier's secret in clear are forgotten; they would be within a day anyway.

Revision ID: 0008
Revises: 0007
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM idempotency_key WHERE response ? 'secret'")


def downgrade() -> None:
    """The forgotten answers do not come back."""
