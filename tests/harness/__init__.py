"""Makes projects with the program, runs them as real processes, and talks to them over HTTP."""
