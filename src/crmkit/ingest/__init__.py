"""Export files into typed rows, with every line accounted for: read, judge, clean, merge."""
