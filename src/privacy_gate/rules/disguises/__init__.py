"""Text that is disguised, for example with lookalikes, escapes or dumps. Each disguise becomes a joint of a view."""
