"""Messages in and out: FHIR, the Booking and Referral Standard, files to load."""
