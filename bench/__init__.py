"""Measures the budgets of DESIGN 7 on a world of any size: `make bench`, or `python -m bench`."""
