"""The peaks of the Merkle tree: adding to them gives the same root as all leaves together (RFC 6962)."""

import pytest

from ledger import chain

LEAVES = [chain.digest(bytes([number])) for number in range(70)]


@pytest.mark.parametrize("size", range(1, 71))
def test_the_root_of_the_peaks_is_the_root_of_the_leaves(size):
    one_by_one: tuple[str, ...] = ()
    for at in range(size):
        one_by_one = chain.peaks_with(one_by_one, at, LEAVES[at : at + 1])
    half = size // 2
    in_two = chain.peaks_with(chain.peaks_with((), 0, LEAVES[:half]), half, LEAVES[half:size])

    assert one_by_one == in_two == chain.peaks_with((), 0, LEAVES[:size])
    assert len(one_by_one) == size.bit_count()
    assert chain.root_of_peaks(one_by_one) == chain.merkle_root(LEAVES[:size])


def test_nothing_has_the_hash_of_nothing():
    assert chain.root_of_peaks(()) == chain.merkle_root([])


def test_peaks_of_another_size_are_refused():
    with pytest.raises(ValueError, match="1 peaks cannot stand over 3 leaves"):
        chain.peaks_with(LEAVES[:1], 3, [])
