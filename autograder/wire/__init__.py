"""What crosses between examiner and worker: plain data by value, everything else by handle.

No pickle ever travels from the worker to the examiner; decoding is typed and
bounded, and rebuilds exact ``ndarray`` and ``Tensor``, never a subclass.
"""

from autograder.wire.channel import Channel, ChannelClosed, DeadlinePassed
from autograder.wire.codec import Codec, Foreign, WireError
from autograder.wire.messages import (
    ErrorInfo,
    Kind,
    Message,
    Reply,
    Request,
)

__all__ = [
    "Channel",
    "ChannelClosed",
    "Codec",
    "DeadlinePassed",
    "ErrorInfo",
    "Foreign",
    "Kind",
    "Message",
    "Reply",
    "Request",
    "WireError",
]
