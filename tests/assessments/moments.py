"""When tests of this domain take place."""

from datetime import UTC, datetime

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
"""Of 20/11/2026 in Hà Nội."""
