"""Many ids in one block of bytes read as a list of them does."""

from uuid import UUID

import pytest

from db.store.ids import Ids, new_id


@pytest.fixture
def both():
    """A list of ids, and the same ones in a block."""
    some = [new_id() for _ in range(9)]
    return some, Ids.of(some)


def test_a_block_of_ids_reads_as_the_list_of_them(both):
    some, block = both
    assert (len(block), list(block), block) == (9, some, some)
    assert (block[0], block[-1], block[2:5], block[7:20]) == (some[0], some[-1], some[2:5], some[7:20])
    assert [block.index(one) for one in some] == list(range(9))
    assert some[3] in block
    assert new_id() not in block
    assert block != some[:-1]
    assert list(reversed(block)) == some[::-1]


def test_a_block_refuses_what_it_does_not_hold(both):
    some, block = both
    with pytest.raises(IndexError):
        block[9]
    with pytest.raises(ValueError, match=r"."):
        block.index(new_id())
    with pytest.raises(ValueError, match=r"."):
        block.index(some[2], 3)


def test_bytes_that_straddle_two_ids_are_no_id():
    block = Ids(bytes(range(32)))
    straddling = UUID(bytes=bytes(range(8, 24)))
    assert block.block.find(straddling.bytes) == 8, "control: the bytes are there"
    assert straddling not in block
