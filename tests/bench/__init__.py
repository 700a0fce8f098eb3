"""What Fieldloom costs, measured on real server processes: ``make bench``. See bench/README.md."""
