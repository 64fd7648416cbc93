"""The page kit: layout, components, form fields, errors to HTTP and template filters."""
