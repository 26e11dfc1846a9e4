"""The one door out: texts that went through the gate, to an endpoint that the settings name."""
