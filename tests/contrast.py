"""The contrast of two colours, by the formula of WCAG 2.2, and the colour tokens of a style sheet."""

import re


def tokens(style: str, scheme: str) -> dict[str, str]:
    """Give the colours of a style sheet whose first two `:root` blocks are the light and the dark scheme."""
    light, dark = re.findall(r":root \{(.*?)\}", style, re.DOTALL)[:2]
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", light))
    return found | ({} if scheme == "light" else dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", dark)))


def luminance(colour: str) -> float:
    """Give the relative luminance of a colour such as #1a2b3c, 0 to 1."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21."""
    darker, lighter = sorted(luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)
