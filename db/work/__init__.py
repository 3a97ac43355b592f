"""Rules over several ledgers, one file per thing the office does."""
