"""What the columns of a table mean, told by its header: dialects, ``--map``, and what an unknown header seems to be."""
