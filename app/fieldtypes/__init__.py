"""What a field is: column, input, JSON, operators, text."""
