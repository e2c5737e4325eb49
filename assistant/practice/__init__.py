"""Practice: simulated prospects and reps who open up when it is earned, and a scorecard that one can argue with."""
