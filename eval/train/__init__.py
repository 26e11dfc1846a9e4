"""Trains the adapter and the heads that ship: `python -m eval.train`."""
