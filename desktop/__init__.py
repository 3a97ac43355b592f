"""desktop/ is the counter: everything a clerk sees, holds or hands over."""
