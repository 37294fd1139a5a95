"""The auditor: what makes a page fit for elders, as rules in code."""
