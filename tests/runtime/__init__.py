"""The snapshot a request is pinned to."""
