"""A staged file joined into what is known: what is new, what is newer, and whose refund a refund is."""
