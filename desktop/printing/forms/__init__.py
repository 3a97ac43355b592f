"""The printed forms, one file each."""
