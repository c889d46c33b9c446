"""Models of how often customers buy."""
