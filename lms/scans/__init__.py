"""Scans people hand in: told by their content, made harmless, kept by hash, and given back without risk."""

from lms.scans.files import (
    LARGEST_SCAN,
    SCAN_ENDINGS,
    Scan,
    ScanRefused,
    is_picture,
    keep_scan,
    read_posted_scan,
    read_scan,
    send_scan,
    sends_scan,
)

__all__ = [
    "LARGEST_SCAN",
    "SCAN_ENDINGS",
    "Scan",
    "ScanRefused",
    "is_picture",
    "keep_scan",
    "read_posted_scan",
    "read_scan",
    "send_scan",
    "sends_scan",
]
