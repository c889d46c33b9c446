"""How well the future is foretold: the product's own way on logs of known outcome, beside figures of others."""
