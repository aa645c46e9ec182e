"""Undo in planning"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Do the step."""
    with op.batch_alter_table("planning_scenario", schema=None) as batch_op:
        batch_op.add_column(sa.Column("document_before", sa.Text(), nullable=True))


def downgrade() -> None:
    """Undo the step."""
    with op.batch_alter_table("planning_scenario", schema=None) as batch_op:
        batch_op.drop_column("document_before")
