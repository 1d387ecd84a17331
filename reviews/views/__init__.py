"""Pages of experts, the city's review desk, the public notice and objections."""
