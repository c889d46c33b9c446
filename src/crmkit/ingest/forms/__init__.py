"""What one cell says: forms of money, times, counts and words, and how a file writes them."""
