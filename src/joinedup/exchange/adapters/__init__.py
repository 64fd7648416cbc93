"""Outside formats: FHIR R4, and booking and referral messages in it, read strictly."""
