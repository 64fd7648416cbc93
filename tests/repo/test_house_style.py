"""The house style holds in this tree, and each of its checks catches what is planted for it."""

from pathlib import Path

import pytest

from tests.repo.plants import CHECKS, INNOCENT, PLANTS, Check, Plant
from tests.repo.tree import Tree

HERE = Tree(Path(__file__).resolve().parents[2])


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_this_tree_holds(check: Check):
    found = check(HERE)

    assert not found, f"{check.__doc__}\n" + "\n".join(found)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.check.__name__)
def test_a_planted_violation_is_caught(plant: Plant, tmp_path: Path):
    assert plant.check(plant.grow(tmp_path))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_what_only_looks_like_a_violation_is_let_pass(check: Check, tmp_path: Path):
    assert check(INNOCENT.grow(tmp_path)) == []


def test_every_check_has_a_planted_violation():
    assert {plant.check for plant in PLANTS} == set(CHECKS)
