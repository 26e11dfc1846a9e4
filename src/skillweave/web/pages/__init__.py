"""The pages of the review server, one module each with its `ROUTER`."""
