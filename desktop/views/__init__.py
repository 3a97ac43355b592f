"""Tabs and dialogs. PAGES names the special page of a book; any other book has the ledger page."""
