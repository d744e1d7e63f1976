"""What is taught, to whom it is open, and how far each learner is."""
