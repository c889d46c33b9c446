"""What customers who do something have in common."""
