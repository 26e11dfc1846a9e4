"""The review queue and its store: who works on what, what was decided, and what follows."""
