"""db/ is the whole office without a screen: words, records, rules and the store."""
