"""The thing itself: units, consortium, membership, agreement, plan, registration."""
