"""What all files together show: whose money went back, which lines have no order, which orders count twice."""
