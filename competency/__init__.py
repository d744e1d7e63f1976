"""What a position requires, what an officer has shown, and the gap between."""
