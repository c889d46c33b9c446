"""Which orders wait for the owner, and which were lost before they were paid."""
