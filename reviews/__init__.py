"""Evidence: experts, rounds, visits, defence, selection, notices, objections."""
