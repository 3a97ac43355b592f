"""Start: `python -m desktop ARGS`; without words the window opens."""

import sys

from desktop.cli import main

if __name__ == "__main__":
    sys.exit(main())
