"""What the lead and its members do in the browser."""
