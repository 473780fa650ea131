"""`make bench`: what a page costs on a real server, beside a bare Django view and nginx; writes docs/performance.md."""
