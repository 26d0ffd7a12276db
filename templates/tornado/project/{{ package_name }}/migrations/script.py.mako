"""${message}."""
## What joins two lines of migrations changes nothing itself.
% if not isinstance(down_revision, tuple):

% if "sa." in f"{upgrades or ''}{downgrades or ''}":
import sqlalchemy as sa
% endif
from alembic import op
% if imports:
${imports}
% endif
% endif

revision = ${repr(up_revision).replace("'", '"')}
down_revision = ${repr(down_revision).replace("'", '"')}
branch_labels = ${repr(branch_labels or None).replace("'", '"')}
depends_on = ${repr(depends_on).replace("'", '"')}


def upgrade() -> None:
    ${upgrades or "pass"}


def downgrade() -> None:
    ${downgrades or "pass"}
