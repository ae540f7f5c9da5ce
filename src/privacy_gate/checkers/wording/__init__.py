"""Checkers for sentences that reveal business."""
