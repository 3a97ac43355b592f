"""How much of a file is looked at: beyond this it is no ledger but an accident or an attack (TRUST F15)."""

LARGEST_FILE = 50 * 1024 * 1024
LARGEST_UNPACKED = 300 * 1024 * 1024
HIGHEST_RATIO = 200
MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 32_767
MEMORY = 1024 * 1024 * 1024
BASE_SECONDS = 20
SECONDS_PER_MEGABYTE = 3
