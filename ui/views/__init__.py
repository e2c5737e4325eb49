"""The pages: get state, guard and stop, render."""
