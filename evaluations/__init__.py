"""What follows registration: reports, tracking, evaluation."""
