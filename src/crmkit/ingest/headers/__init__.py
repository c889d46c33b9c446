"""What the columns of a table mean, read from its header: dialects, ``--map``, and guesses for an unknown header."""
