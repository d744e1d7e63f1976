"""Closing gaps in time: the training units propose for their people, and what the Department makes of it."""
