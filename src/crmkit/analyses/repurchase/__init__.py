"""Who buys again, and when."""
