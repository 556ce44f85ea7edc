"""Procedures on trial: their dossiers are marked, and an offer says at which stage it is.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("trial", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("offer", sa.Column("stage", sa.Text(), server_default="live", nullable=False))


def downgrade() -> None:
    op.drop_column("offer", "stage")
    op.drop_column("dossier", "trial")
