"""Tags of one's own and how many customers have them."""
