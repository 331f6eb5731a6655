"""Who must do what by when: the duties that documents lay on bodies, each with its place."""
