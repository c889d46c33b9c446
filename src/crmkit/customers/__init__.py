"""What every question about customers needs: who counts, on which days, what is known and expected of them."""
