"""Steps that bring the tables of the review queue from one version to the next; run by `review.engine.migrate`."""
