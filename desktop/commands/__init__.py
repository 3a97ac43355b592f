"""What each command of the command line does; `desktop.cli` reads the words and calls these."""
