"""From what authors send to a manuscript ready to set, with a report of what was doubtful."""
