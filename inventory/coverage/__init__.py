"""The coverage matrix: projects by theme and municipality, with needs and gaps (/projecten/overzicht/)."""
