"""From vectors to claims; all of it pure but for reading the fitted numbers that ship beside the code."""
