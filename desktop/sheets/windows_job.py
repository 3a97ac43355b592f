"""The cage of the reading child on Windows: a job object that bounds memory and CPU time and dies with its owner.

POSIX bounds the child by `setrlimit` before it begins; Windows has no such step, so the child is put into a job right
after it was started, before anything is sent to it. Structures and constants as in winnt.h (documented on Microsoft's
pages for SetInformationJobObject). Tried here only against a stand-in for kernel32: nobody has run it on Windows.
"""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

EXTENDED_LIMIT_INFORMATION = 9
LIMIT_PROCESS_TIME = 0x0002
LIMIT_PROCESS_MEMORY = 0x0100
LIMIT_DIE_ON_UNHANDLED_EXCEPTION = 0x0400
LIMIT_KILL_ON_JOB_CLOSE = 0x2000
LIMITS = LIMIT_PROCESS_TIME | LIMIT_PROCESS_MEMORY | LIMIT_DIE_ON_UNHANDLED_EXCEPTION | LIMIT_KILL_ON_JOB_CLOSE
TICKS = 10_000_000
"""Windows counts CPU time in steps of 100 ns."""


class BasicLimits(ctypes.Structure):
    """JOBOBJECT_BASIC_LIMIT_INFORMATION: 64 bytes on a 64-bit Windows."""

    _fields_ = (
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", ctypes.c_uint32),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", ctypes.c_uint32),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", ctypes.c_uint32),
        ("SchedulingClass", ctypes.c_uint32),
    )


class Counters(ctypes.Structure):
    """IO_COUNTERS: 48 bytes."""

    _fields_ = tuple(
        (name, ctypes.c_uint64)
        for name in (
            "ReadOperationCount", "WriteOperationCount", "OtherOperationCount",
            "ReadTransferCount", "WriteTransferCount", "OtherTransferCount",
        )
    )  # fmt: skip


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION: 144 bytes on a 64-bit Windows."""

    _fields_ = (
        ("BasicLimitInformation", BasicLimits),
        ("IoInfo", Counters),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    )


def limits_of(memory: int, seconds: int) -> ExtendedLimits:
    """Return the limits of one child. memory: bytes; seconds: CPU time."""
    limits = ExtendedLimits()
    limits.BasicLimitInformation.LimitFlags = LIMITS
    limits.BasicLimitInformation.PerProcessUserTimeLimit = seconds * TICKS
    limits.ProcessMemoryLimit = memory
    return limits


def kernel() -> Any:
    """Return kernel32 with the argument types of what is called: a handle is as wide as a pointer."""
    library = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined, unused-ignore]
    library.CreateJobObjectW.restype = ctypes.c_void_p
    library.CreateJobObjectW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p)
    library.SetInformationJobObject.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
    library.AssignProcessToJobObject.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
    library.CloseHandle.argtypes = (ctypes.c_void_p,)
    return library


class Uncaged(OSError):
    """The child could not be bounded, so it must not read anything."""


@contextmanager
def caged(process: int, memory: int, seconds: int, library: Any = None) -> Iterator[None]:
    """Hold a process in a job; when the job is closed, also by our own death, Windows kills the process.

    process: its handle (`Popen._handle`). library: kernel32, or a stand-in. Uncaged if Windows refuses.
    """
    calls = library or kernel()
    job = calls.CreateJobObjectW(None, None)
    if not job:
        message = "CreateJobObjectW"
        raise Uncaged(message)
    try:
        limits = limits_of(memory, seconds)
        size = ctypes.sizeof(limits)
        if not calls.SetInformationJobObject(job, EXTENDED_LIMIT_INFORMATION, ctypes.byref(limits), size):
            message = "SetInformationJobObject"
            raise Uncaged(message)
        if not calls.AssignProcessToJobObject(job, process):
            message = "AssignProcessToJobObject"
            raise Uncaged(message)
        yield
    finally:
        calls.CloseHandle(job)


@contextmanager
def bounded(child: Any, memory: int, seconds: int) -> Iterator[None]:
    """Bound a child that was just started: a job on Windows; elsewhere it bounded itself before it began."""
    if os.name != "nt":
        yield
        return
    with caged(int(child._handle), memory, seconds):  # noqa: SLF001 - Popen gives its handle by no other name
        yield
