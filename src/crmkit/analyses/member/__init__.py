"""Members: who holds which level of a plan."""
