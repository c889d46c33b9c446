"""Your own tags and how many customers have them."""
