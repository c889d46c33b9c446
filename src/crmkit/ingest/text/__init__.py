"""The text of a file: its encoding, its lines, and the cells of a line."""
