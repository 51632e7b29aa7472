"""What every noun stands on, and which knows nothing of participation."""
