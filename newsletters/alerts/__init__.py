"""Alerts: what can be followed (`topics`), following and stopping, and one mail a week with what is new (`weekly`)."""
