"""Where every line of every file went, as it is told and kept."""
