"""What customers are on a day, to be kept and compared."""
