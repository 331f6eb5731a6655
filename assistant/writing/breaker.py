"""A circuit breaker: after faults in a row the model is left alone for a while, instead of waited for each time."""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Refuses calls for `pause` seconds after `threshold` faults in a row, then lets one through on trial.

    Whoever is permitted a call must report its end: `succeeded`, `failed`, or `dropped` when it tells nothing (the
    user stopped it). Safe to use from several threads.
    """

    def __init__(self, threshold: int = 2, pause: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._threshold = threshold
        self._pause = pause
        self._clock = clock
        self._lock = threading.Lock()
        self._faults = 0
        self._opened = 0.0
        self._on_trial = False

    def permitted(self) -> bool:
        """Tell whether a call may be made now; a yes is also its beginning."""
        with self._lock:
            if self._faults < self._threshold:
                return True
            if self._on_trial or self._clock() < self._opened + self._pause:
                return False
            self._on_trial = True
            return True

    def remaining(self) -> float:
        """Return for how many more seconds calls are refused; 0 when none is, or one is on trial."""
        with self._lock:
            shut = self._faults >= self._threshold
            return max(0.0, self._opened + self._pause - self._clock()) if shut else 0.0

    def succeeded(self) -> None:
        """Take note that a call was answered: from now on all are let through."""
        with self._lock:
            self._faults = 0
            self._on_trial = False

    def failed(self) -> None:
        """Take note of a fault; the last one allowed, and one on trial, begin a pause."""
        with self._lock:
            self._faults += 1
            self._on_trial = False
            self._opened = self._clock()

    def dropped(self) -> None:
        """Take note that a call ended without telling anything; if it was on trial, the next one is."""
        with self._lock:
            self._on_trial = False
