"""What the officers behind the demo accounts have shown; what is not named here is met.

The one-stop specialist's first gap is B10: study KH02, pass its test, decide case TH04, and it closes.
"""

FATES_OF_POSITION: dict[str, dict[str, str]] = {
    "VT14": {"A3": "partial", "B3": "expiring", "B5": "partial", "B10": "none", "C8": "expired"},
    "VT11": {"A2": "partial", "B4": "none", "B5": "partial", "B7": "partial", "C10": "expired"},
}
