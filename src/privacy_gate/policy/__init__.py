"""What happens to findings: the only place that sets a severity or drops one."""
