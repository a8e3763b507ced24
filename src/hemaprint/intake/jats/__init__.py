"""Articles as archives keep them: JATS (ANSI/NISO Z39.96)."""
