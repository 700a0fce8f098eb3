"""Definitions and everything that is pure about them: no web, no SQL."""
