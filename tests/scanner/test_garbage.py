"""How often Python looks for garbage: rarely while a scan works, and as before whenever none does."""

import gc
import subprocess
import sys
import threading

import pytest

from estate_assets.scanner.garbage import RARE, Garbage


@pytest.fixture(autouse=True)
def usual():
    before = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield (700, 10, 10)
    gc.set_threshold(*before)


def test_a_scope_is_rare_and_ends_as_it_began_also_by_an_error(usual):
    def failing():
        with Garbage().rarely_sought():
            assert gc.get_threshold() == RARE
            raise LookupError

    with pytest.raises(LookupError):
        failing()
    assert gc.get_threshold() == usual


def test_scopes_overlap_and_only_the_last_one_s_end_counts(usual):
    garbage, go_on = Garbage(), threading.Event()

    def longer():
        with garbage.rarely_sought():
            begun.set()
            go_on.wait(10)

    begun, thread = threading.Event(), threading.Thread(target=longer)
    with garbage.rarely_sought():
        thread.start()
        begun.wait(10)
    assert gc.get_threshold() == RARE
    go_on.set()
    thread.join(10)
    assert gc.get_threshold() == usual


def test_a_generator_that_nobody_finishes_ends_its_scope(usual):
    garbage = Garbage()

    def unfinished():
        with garbage.rarely_sought():
            yield 1
            yield 2

    made = unfinished()
    next(made)
    assert gc.get_threshold() == RARE
    del made
    assert gc.get_threshold() == usual


def test_what_somebody_chose_is_left(usual):
    garbage = Garbage()
    with garbage.rarely_sought():
        gc.set_threshold(5, 5, 5)
    assert gc.get_threshold() == (5, 5, 5)
    for own in ((0, 10, 10), (1_000_000, 200, 300)):  # off; rarer still
        gc.set_threshold(*own)
        with garbage.rarely_sought():
            assert gc.get_threshold() == own
        assert gc.get_threshold() == own
    gc.set_threshold(*usual)
    with garbage.rarely_sought():
        assert gc.get_threshold() == RARE
    assert gc.get_threshold() == usual


def test_a_process_of_ours_seeks_rarely_to_its_end_and_not_once_more_then():
    code = """
import atexit, gc
atexit.register(lambda: print(gc.get_freeze_count() > 1_000))  # the last: after what is registered later
from estate_assets.scanner.garbage import GARBAGE
GARBAGE.process_is_ours()
print(gc.get_threshold(), gc.get_freeze_count())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{RARE} 0", "True"]


@pytest.mark.parametrize(("command", "expected"), [("serve", "usual"), ("mcp", "usual"), ("ledger", "rare")])
def test_the_command_seeks_rarely_unless_it_is_a_server_which_replaces_what_it_holds(command, expected):
    code = f"""
import gc, sys
from estate_assets import agents, cli, page, searching
usual = gc.get_threshold()
def told(*_, **__):
    print("usual" if gc.get_threshold() == usual else "rare" if gc.get_threshold() >= {RARE} else "neither")
    sys.exit()
page.serve = agents.server = searching.ledger = told
sys.argv = ["estate", "{command}"]
cli.main()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == expected
