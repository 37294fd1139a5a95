"""Fraud warnings."""
