"""Models of the sales of a shop."""
