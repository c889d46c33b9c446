"""Lists of customers that may be contacted, with a hold-out, kept under a name."""
