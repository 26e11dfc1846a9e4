"""A judge that asks a language model, behind the privacy gate; optional, and off until it is switched on."""
