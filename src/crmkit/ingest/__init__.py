"""Export files into typed rows, with every line accounted for: read, check, clean, merge."""
