"""Cases in, scores out: runs, measures with intervals, reports."""
