"""Life of package versions: decisions, signatures and trusted keys, bindings, offers by kind, local overrides.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
JSONB = postgresql.JSONB(astext_type=sa.Text())

GUARD = """
CREATE FUNCTION package_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.hash, NEW.code, NEW.version, NEW.content, NEW.names, NEW.uses, NEW.capabilities, NEW.published_at,
      NEW.published_by, NEW.in_force_from, NEW.in_force_to)
     IS DISTINCT FROM
     (OLD.hash, OLD.code, OLD.version, OLD.content, OLD.names, OLD.uses, OLD.capabilities, OLD.published_at,
      OLD.published_by, OLD.in_force_from, OLD.in_force_to) THEN
    RAISE EXCEPTION 'package % is published and cannot be changed', OLD.hash;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER package_stays BEFORE UPDATE ON package FOR EACH ROW EXECUTE FUNCTION package_stays();
CREATE FUNCTION decision_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'decisions about packages are only added to';
END $$;
CREATE TRIGGER decision_stays BEFORE UPDATE OR DELETE ON package_event
  FOR EACH ROW EXECUTE FUNCTION decision_stays();
"""

FIRST = """
INSERT INTO package_event (id, package_hash, code, what, valid_from, valid_to, at, actor, reason)
SELECT gen_random_uuid(), hash, code, 'published', in_force_from, in_force_to, published_at, published_by, ''
  FROM package
"""


def upgrade() -> None:
    op.add_column("package", sa.Column("retired_from", sa.Date(), nullable=True))
    op.add_column("package", sa.Column("signature", JSONB, nullable=True))
    op.add_column("offer", sa.Column("kind", sa.Text(), nullable=True))
    op.create_table(
        "package_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("package_hash", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("at", TIME, nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["package_hash"], ["package.hash"], name=op.f("fk_package_event_package_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_event")),
    )
    op.create_index(op.f("ix_package_event_code_at"), "package_event", ["code", "at"])
    op.create_index(op.f("ix_package_event_package_hash"), "package_event", ["package_hash"])
    op.execute(FIRST)
    op.execute(GUARD)
    op.create_table(
        "trusted_key",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", TIME, nullable=False),
        sa.Column("added_by", sa.Text(), nullable=False),
        sa.Column("revoked_from", TIME, nullable=True),
        sa.Column("revoked_by", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trusted_key")),
    )
    op.create_table(
        "policy",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_policy")),
    )
    op.create_table(
        "binding",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", JSONB, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_binding")),
    )
    op.create_table(
        "local_override",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("values", JSONB, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agency.code"], name=op.f("fk_local_override_agency")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_local_override")),
    )
    op.create_index(op.f("ix_local_override_procedure_code"), "local_override", ["procedure_code"])
    op.create_index(op.f("ix_local_override_agency"), "local_override", ["agency"])


def downgrade() -> None:
    for table in ("local_override", "binding", "policy", "trusted_key"):
        op.drop_table(table)
    op.execute("DROP TRIGGER package_stays ON package")
    op.drop_table("package_event")
    op.execute("DROP FUNCTION decision_stays")
    op.execute("DROP FUNCTION package_stays")
    op.drop_column("offer", "kind")
    op.drop_column("package", "signature")
    op.drop_column("package", "retired_from")
