"""Links: everything that determines a run, as text. The playground itself checks them and says what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, quote

#: Longest link that the playground reads.
LONGEST = 1500


def plain(link: str) -> str:
    """The part of a link after its ``#``."""
    if not isinstance(link, str):
        raise TypeError(f"link: a text such as 'v=1&T=4' is expected, not {type(link).__name__}")
    link = link.rpartition("#")[2]
    if len(link) > LONGEST:
        raise ValueError(f"link: {len(link)} characters; allowed is {LONGEST}")
    return link


def with_settings(link: str, settings: Mapping[str, object]) -> str:
    """The link with other values for some keys; ``None`` takes the default, a list is joined by commas.

    >>> with_settings("v=1&T=4", {"T": 8, "arms": ["hard-labels", "soft-labels"]})
    'v=1&T=8&arms=hard-labels,soft-labels'
    """
    values: dict[str, str] = {"v": "1"}
    values.update(parse_qsl(plain(link), keep_blank_values=True))
    # The result that a link claims belongs to the settings that it had.
    for claim in ("e", "r", "c"):
        values.pop(claim, None)
    for key, value in settings.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = _text(key, value)
    return plain("&".join(f"{quote(key, safe='-')}={quote(value, safe=',-.')}" for key, value in values.items()))


def _text(key: str, value: object) -> str:
    if isinstance(value, bool):
        raise TypeError(f"{key}: a number, a word or a list of words is expected, not {value}")
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) or hasattr(value, "__float__"):
        number = float(value)  # also NumPy's numbers
        return str(int(number)) if number.is_integer() else repr(number)
    if isinstance(value, Iterable):
        return ",".join(_text(key, each) for each in value)
    raise TypeError(f"{key}: a number, a word or a list of words is expected, not {type(value).__name__}")
