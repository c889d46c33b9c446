"""What all files together tell: whose money went back, which lines have no order, which orders count twice."""
