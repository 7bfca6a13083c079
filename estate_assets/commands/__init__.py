"""The commands beside scan, search, show and ledger: a module each, which imports nothing heavy until it is called."""
