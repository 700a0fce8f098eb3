"""Background jobs: who takes them, what each kind does."""
