"""A judge without a network: a small model that looks again at what the matching worked out."""
