"""What Fieldloom costs, measured on real server processes: ``make bench``. See README.md."""
