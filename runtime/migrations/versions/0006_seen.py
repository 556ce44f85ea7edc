"""First passwords that must be changed; who looked at which dossier.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account", sa.Column("must_change", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "dossier_view",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_view_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_view")),
    )
    op.create_index(op.f("ix_dossier_view_dossier_id"), "dossier_view", ["dossier_id", "at"], unique=False)
    op.create_index(op.f("ix_dossier_view_actor"), "dossier_view", ["actor", "at"], unique=False)


def downgrade() -> None:
    op.drop_table("dossier_view")
    op.drop_column("account", "must_change")
