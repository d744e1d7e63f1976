"""Shapes that enter and leave: answers and choices in, questions, results and debriefs out."""
