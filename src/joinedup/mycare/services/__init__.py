"""Changing what people see and say of their own care: each verb one transaction and its facts."""
