"""Parse, call, print: the commands, one file each."""
