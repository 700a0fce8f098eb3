"""The path of one metadata change."""
