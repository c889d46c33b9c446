"""What customers were on a day, kept."""
