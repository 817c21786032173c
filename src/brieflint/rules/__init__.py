"""Rules as data: the notation, the schema, the loader, and the compiled rule set."""
