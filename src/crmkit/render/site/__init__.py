"""The pages of a site beside its report: long tables to sort, filter and search in a browser."""
