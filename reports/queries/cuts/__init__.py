"""Collecting the figures of a paper at one moment: plain values that go into canonical JSON."""
