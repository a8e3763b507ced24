# SPDX-License-Identifier: MIT
"""Tell under which names a preview can be reached, from this machine and from others."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import suppress

import segno

from hemaprint.system.environment import is_this_machine

_FAR = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""Addresses that belong to nobody (RFC 5737, RFC 3849): the way there begins at our own address; nothing is sent."""
_QUIET = 4
"""Light modules around a QR code (ISO/IEC 18004, 6.3.8)."""
_BLOCKS = " \u2584\u2580\u2588"
"""Two modules, one above the other: neither, the lower, the upper and both of them dark."""
_DARK_ON_LIGHT, _AS_BEFORE = "\x1b[30;107m", "\x1b[0m"


def is_everywhere(host: str) -> bool:
    """Whether ``host`` means every address of this machine."""
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_unspecified
    return host == ""


def local_name(host: str) -> str:
    """The name by which this machine reaches what listens on ``host``."""
    if not is_everywhere(host):
        return host
    return "::1" if ":" in host else "127.0.0.1"


def shared_names(host: str) -> tuple[str, ...]:
    """The names by which other machines reach what listens on ``host``, the most likely first; none on loopback."""
    if is_this_machine(host):
        return ()
    return own_addresses(with_six=":" in host) if is_everywhere(host) else (host,)


def own_addresses(*, with_six: bool) -> tuple[str, ...]:
    """The addresses of this machine in its networks: IPv4, then IPv6."""
    families = (socket.AF_INET, socket.AF_INET6) if with_six else (socket.AF_INET,)
    found = [address for family in families for address in _addresses(family)]
    return tuple(dict.fromkeys(address for address in found if _is_shared(address)))


def _addresses(family: socket.AddressFamily) -> Iterator[str]:
    with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as way:
        way.connect((_FAR[family], 9))
        yield str(way.getsockname()[0])
    with suppress(OSError):
        for *_, address in socket.getaddrinfo(socket.gethostname(), None, family, socket.SOCK_STREAM):
            yield str(address[0])


def _is_shared(address: str) -> bool:
    with suppress(ValueError):
        known = ipaddress.ip_address(address)
        return not (known.is_loopback or known.is_link_local or known.is_unspecified)
    return False


def in_address(name: str) -> str:
    """A name or an address as a URL has it (RFC 3986, 3.2.2)."""
    return f"[{name}]" if ":" in name else name


def qr_code(address: str) -> str:
    """An address as lines of a terminal, dark on light whatever its colours, with white around it."""
    rows = [list(row) for row in segno.make(address, error="l", micro=False).matrix_iter(border=_QUIET)]
    rows += [[0] * len(rows[0])] * (len(rows) % 2)
    pairs = zip(rows[::2], rows[1::2], strict=True)
    lines = ("".join(_BLOCKS[2 * bool(up) + bool(low)] for up, low in zip(*pair, strict=True)) for pair in pairs)
    return "\n".join(f"{_DARK_ON_LIGHT}{line}{_AS_BEFORE}" for line in lines)
