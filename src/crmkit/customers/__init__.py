"""What every question about customers stands on: whom to count, on which days, what is known and expected of them."""
