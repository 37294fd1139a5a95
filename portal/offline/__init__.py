"""Short links and QR codes: the ways between paper, phone and counter."""
