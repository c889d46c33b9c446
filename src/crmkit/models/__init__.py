"""Models: pure numbers, no store and no printing."""
