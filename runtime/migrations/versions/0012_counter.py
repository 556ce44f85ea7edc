"""Work at the counter, notices to applicants and their consent.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "contact",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_contact_dossier_id")),
        sa.PrimaryKeyConstraint("dossier_id", "kind", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_kind_value"), "contact", ["kind", "value"])
    # applicants of the dossiers that are there already can be found again too
    op.execute(
        "INSERT INTO contact (dossier_id, kind, value) "
        "SELECT d.id, k.kind, CASE k.kind WHEN 'email' THEN lower(btrim(a.told)) "
        "ELSE upper(regexp_replace(a.told, '[^0-9A-Za-z]', '', 'g')) END "
        "FROM dossier d CROSS JOIN (VALUES ('email'), ('phone'), ('identity'), ('tax_code')) AS k(kind) "
        "CROSS JOIN LATERAL (SELECT d.facts -> 'applicant' ->> k.kind AS told) a "
        "WHERE d.branch = '' AND a.told IS NOT NULL AND btrim(a.told) <> ''"
    )
    op.create_table(
        "supplement_request",
        sa.Column("dossier_id", sa.Uuid(), nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=True),
        sa.Column("unanswered", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_supplement_request_dossier_id")),
        sa.PrimaryKeyConstraint("dossier_id", "n", name=op.f("pk_supplement_request")),
    )
    op.create_index(op.f("ix_supplement_request_root_id"), "supplement_request", ["root_id"])
    op.create_index(
        "ix_supplement_request_expiry", "supplement_request", ["expires_at"], postgresql_where=sa.text("state = 'open'")
    )
    op.create_table(
        "assisted",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("application", postgresql.JSONB(), nullable=True),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("helper", sa.Text(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_assisted_agency")),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_assisted_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assisted")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_assisted_code_hash")),
    )
    op.create_table(
        "recovery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=True),
        sa.Column("dossiers", postgresql.ARRAY(postgresql.UUID()), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_recovery_token_hash")),
    )
    op.create_index(op.f("ix_recovery_asked_created_at"), "recovery", ["asked", "created_at"])


def downgrade() -> None:
    op.drop_table("recovery")
    op.drop_table("assisted")
    op.drop_table("supplement_request")
    op.drop_table("contact")
