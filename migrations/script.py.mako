"""${message}

Safety: a migration runs while the register is stopped, in one transaction, on SQLite and on PostgreSQL alike.
Say here what it changes for whom, whether it takes long on a province (two million transfers), and whether going
back loses anything. Never edit one that has been released; write the next.

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    """Apply."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Take back."""
    ${downgrades if downgrades else "pass"}
