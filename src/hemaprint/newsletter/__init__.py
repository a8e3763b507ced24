"""The finished issue in the reader's mailbox, once."""
