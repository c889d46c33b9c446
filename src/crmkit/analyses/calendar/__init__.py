"""The days to prepare for: festivals, sale days, the shop's own, and days of the customers' own."""
