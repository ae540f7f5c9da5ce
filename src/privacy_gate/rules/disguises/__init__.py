"""Text that is written in another way and reads the same: lookalikes, escapes, dumps. Each is a joint of a view."""
