"""What visitors send to the platform and what is stored about them.

Addresses, forms with a honeypot, rate limits, private links, letters (single mails), personal data (GDPR) and the
task queue. Below `pages`: every room that receives something from visitors builds on it.
"""
