"""How well the future is predicted: the product's own method on logs of known outcome, beside figures of others."""
