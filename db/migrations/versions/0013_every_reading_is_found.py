"""The token index tells every reading of a name (乐 le and yue) and words with figures (3号网格); built anew on opening.

The index is no table of the office but a function of them: the store builds it after every upgrade, so this step is
there only to be newer.
"""

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change no table."""


def downgrade() -> None:
    """Change no table."""
