import pytest

from .house import House


@pytest.fixture
def house():
    """A dispatcher in open mode."""
    return House()
