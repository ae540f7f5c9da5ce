"""Tests of `privacy_gate.history`."""
