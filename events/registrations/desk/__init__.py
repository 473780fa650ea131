"""The editors' side of registration: who comes, messages to all, attendance at the door, files and print."""
