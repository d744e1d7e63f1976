"""Question banks in the GIFT format."""

from assessments.rules.gift.reading import GAP, GiftError, ParsedQuestion, parse_gift

__all__ = ["GAP", "GiftError", "ParsedQuestion", "parse_gift"]
