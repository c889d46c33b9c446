"""How often customers buy: their purchase days, the gaps between them and the rhythm of the shop."""
