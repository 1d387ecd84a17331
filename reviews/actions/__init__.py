"""What people do in a review. Whatever changes the evidence of a filing locks the filing's row first."""
