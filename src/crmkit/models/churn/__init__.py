"""Models of who will buy again, and how they are evaluated."""
