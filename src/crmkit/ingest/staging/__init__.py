"""What only the whole file tells: what its rows and amounts are, and what it leaves out."""
