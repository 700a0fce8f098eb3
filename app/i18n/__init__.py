"""Languages, labels, formats."""
