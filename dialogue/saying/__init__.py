"""What the hub says: wordings, numbers and times as they are spoken, reports of what was done."""
