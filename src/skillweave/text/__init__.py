"""From a person's text to spans of it: passages, clauses, what a clause may claim, and pieces to mark."""
