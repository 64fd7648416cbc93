"""My work and the person's page: composes other rooms' queries and owns no tables."""
