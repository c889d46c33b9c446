"""The data as a star: tables of facts and dimensions for other programs."""
