"""Checkers for sentences that reveal a business."""
