"""What happens without anybody asking: dispatch, subscriptions, jobs and the calendar."""
