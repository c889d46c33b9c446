"""What is done about customers, and what came of it: lists that may be sent, groups held out, and what both bought."""
