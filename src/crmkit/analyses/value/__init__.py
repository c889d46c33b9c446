"""What customers have been and will be worth."""
