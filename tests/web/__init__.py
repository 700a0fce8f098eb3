"""The console over HTTP: pages and API of a whole application."""
