"""The main job, played from end to end over real HTTP."""
