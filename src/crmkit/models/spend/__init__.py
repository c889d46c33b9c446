"""Models of how much customers spend."""
