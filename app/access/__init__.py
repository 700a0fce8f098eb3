"""Who may reach what: actors, the matrix of roles and objects, row scopes on the session."""
