"""How writing by a language model is tried: an honest, a lying and a failing server, and what came through."""
