"""Whether a campaign did anything: two groups drawn by chance, their differences, and what a test can show at all."""
