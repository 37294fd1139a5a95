"""Acting for a senior: who may, what for, until when, and how the senior said yes."""
