"""HTTP only: the FAB seam, pages and APIs."""
