"""The rows of a staged file as one record for each order, line, case or customer, under its key."""
