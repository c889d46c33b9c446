"""Where every line of every file went, as it is reported and saved."""
