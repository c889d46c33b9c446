"""The one door to the database: open, query, lock, keep."""
