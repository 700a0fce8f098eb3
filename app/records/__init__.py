"""The path of one record change, and the reads."""
