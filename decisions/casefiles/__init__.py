"""One whole decision in a file (case/1), and the demo region that is played from files."""
