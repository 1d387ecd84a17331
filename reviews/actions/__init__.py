"""What people do in a review, with the list, and with the notice. Whatever changes evidence locks the filing."""
