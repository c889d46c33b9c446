"""Sales month by month, and what comes."""
