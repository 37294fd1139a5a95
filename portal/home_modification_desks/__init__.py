"""The desks of home modifications: street, visit, plan, district, works, acceptance, money, and the year."""
