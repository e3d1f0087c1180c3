"""Times in what people say: clock times, days, lengths, repetitions, and when they come due."""
