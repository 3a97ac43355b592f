"""The job object that bounds the reading child on Windows, against a stand-in for kernel32 (never run on Windows)."""

import ctypes

import pytest

from desktop.sheets import windows_job
from desktop.sheets.windows_job import BasicLimits, Counters, ExtendedLimits, Uncaged, caged, limits_of


class Kernel:
    """Notes every call; one of them may be told to fail."""

    def __init__(self, failing=""):
        self.calls, self.failing, self.limits = [], failing, None

    def _answer(self, name, *arguments):
        self.calls.append((name, *arguments))
        return 0 if name == self.failing else 77

    def CreateJobObjectW(self, *arguments):
        return self._answer("CreateJobObjectW", *arguments)

    def SetInformationJobObject(self, job, kind, limits, size):
        self.limits = ctypes.cast(limits, ctypes.POINTER(ExtendedLimits)).contents
        self.flags = self.limits.BasicLimitInformation.LimitFlags
        return self._answer("SetInformationJobObject", job, kind, size)

    def AssignProcessToJobObject(self, job, process):
        return self._answer("AssignProcessToJobObject", job, process)

    def CloseHandle(self, job):
        return self._answer("CloseHandle", job)


def test_the_structures_are_as_large_as_a_64_bit_windows_wants_them():
    assert [ctypes.sizeof(one) for one in (BasicLimits, Counters, ExtendedLimits)] == [64, 48, 144]
    assert (ExtendedLimits.ProcessMemoryLimit.offset, BasicLimits.LimitFlags.offset) == (112, 16)


def test_the_limits_bound_memory_and_time_and_kill_on_close():
    limits = limits_of(1 << 30, 20)
    assert limits.ProcessMemoryLimit == 1 << 30
    assert limits.BasicLimitInformation.PerProcessUserTimeLimit == 200_000_000
    assert limits.BasicLimitInformation.LimitFlags == 0x2000 | 0x0400 | 0x0100 | 0x0002


def test_the_process_is_in_its_job_before_it_is_listened_to_and_the_job_is_closed_after():
    kernel = Kernel()
    with caged(42, 1 << 30, 20, kernel):
        kernel.calls.append(("inside",))
    assert kernel.calls == [
        ("CreateJobObjectW", None, None),
        ("SetInformationJobObject", 77, 9, 144),
        ("AssignProcessToJobObject", 77, 42),
        ("inside",),
        ("CloseHandle", 77),
    ]
    assert kernel.flags & windows_job.LIMIT_KILL_ON_JOB_CLOSE


@pytest.mark.parametrize("step", ["CreateJobObjectW", "SetInformationJobObject", "AssignProcessToJobObject"])
def test_a_child_that_cannot_be_bounded_is_not_listened_to(step):
    kernel = Kernel(step)
    with pytest.raises(Uncaged), caged(42, 1 << 30, 20, kernel):
        pytest.fail("the child was listened to")
    assert (kernel.calls[-1][0] == "CloseHandle") == (step != "CreateJobObjectW")
