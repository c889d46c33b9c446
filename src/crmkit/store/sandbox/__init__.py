"""A database that a stranger's question may be put to, and how much of its answer is taken."""
