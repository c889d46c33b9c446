"""What only the whole file shows: what its rows and amounts are, and what it leaves out."""
