"""Publications for harvesters: OAI-PMH 2.0 at /oai/ (openarchives.org), decisions in docs/decisions/oai-pmh.md."""
