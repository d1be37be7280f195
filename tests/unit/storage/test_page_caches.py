"""The page caches of all stores stay within a budget, and no store gets what it cannot use."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from strongroom.storage.sqlite.page_caches import PageCaches

MIB = 1 << 20
LEAST = 4 * MIB


class Stores:
    """What each store was last told that its two connections may take together."""

    def __init__(self, budget: int) -> None:
        self.caches = PageCaches(budget)
        self.told: dict[str, int] = {}

    def join(self, store: str, file_bytes: int) -> None:
        def resize(connection_bytes: int) -> None:
            self.told[store] = 2 * connection_bytes

        self.caches.join(store, file_bytes, resize)


def test_small_stores_keep_all_and_large_ones_share_the_rest() -> None:
    stores = Stores(100 * MIB)
    stores.join("small", 3 * MIB)
    stores.join("large", 1000 * MIB)
    assert stores.told == {"small": 8 * MIB, "large": 92 * MIB}
    stores.join("larger", 5000 * MIB)
    assert stores.told == {"small": 8 * MIB, "large": 46 * MIB, "larger": 46 * MIB}


def test_a_store_that_grows_or_closes_moves_the_shares_of_the_others() -> None:
    stores = Stores(100 * MIB)
    stores.join("one", 0)
    stores.join("other", 1000 * MIB)
    assert stores.told == {"one": LEAST, "other": 96 * MIB}
    stores.caches.grown("one", 500 * MIB)
    assert stores.told == {"one": 50 * MIB, "other": 50 * MIB}
    stores.caches.leave("one")
    assert stores.told["other"] == 100 * MIB


def test_every_store_gets_what_its_connections_begin_with() -> None:
    stores = Stores(10 * MIB)
    for number in range(20):
        stores.join(str(number), 1000 * MIB)
    assert set(stores.told.values()) == {LEAST}


@given(
    st.integers(LEAST, 500 * MIB),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 1000 * MIB)), max_size=30),
)
def test_the_budget_is_kept_but_for_the_least_shares(budget: int, sizes: list[tuple[int, int]]) -> None:
    stores = Stores(budget)
    for number, size in sizes:
        if str(number) in stores.told:
            stores.caches.grown(str(number), size)
        else:
            stores.join(str(number), size)
    beyond_the_least = [share for share in stores.told.values() if share > LEAST]
    assert sum(beyond_the_least) <= budget
    assert all(share >= LEAST for share in stores.told.values())
