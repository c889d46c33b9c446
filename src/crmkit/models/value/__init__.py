"""What customers are worth in the future."""
