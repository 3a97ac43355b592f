"""Widgets for any ledger, driven by Field and Book; none of them knows which ledger it shows."""
