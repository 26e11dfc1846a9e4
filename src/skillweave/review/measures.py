"""What a queue says about its suggestions, its reviewers' attention and its pace: pure figures over plain values."""

from skillweave.domain.intervals import wilson

__all__ = ["wilson"]
