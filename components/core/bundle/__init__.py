"""What an offline bundle holds, as values: its lock, and which of it a role needs."""
