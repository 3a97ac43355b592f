"""Excel in and out: other people's sheets are read in a limited child process, ours are written as text."""
