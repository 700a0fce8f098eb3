"""Hand-written pages of the same work that stand beside ours in a run."""
