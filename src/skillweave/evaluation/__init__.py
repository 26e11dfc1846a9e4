"""How good is it: labelled cases, metrics, and the fit of the shipped numbers."""
