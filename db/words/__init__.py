"""What values mean, before any table."""
