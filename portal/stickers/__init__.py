"""The stickers on devices, as whoever holds or finds one sees them."""
