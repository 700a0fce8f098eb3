"""System tables, generated classes, DDL."""
