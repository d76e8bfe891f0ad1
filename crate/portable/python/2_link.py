

# ---- Links -----------------------------------------------------------------------------------------------------------
# A link is `v=1&T=2&seed=7`: only what differs from the defaults, in the order of the fields. In a spec, numbers are
# numbers (32-bit, as the playground has them), lists are tuples, everything else is a word.


class Refused(Exception):
    """Something that this script cannot do, with the reason and the way out."""


# Methods that are not repeated here.
REFUSED_METHODS = {
    "quantisation-aware": "rounds in the playground's own arithmetic in every update; export its student as int8 ONNX",
    "post-training-quantised": "is measured in the playground's own arithmetic; export its student as int8 ONNX",
}


def read_value(key, text):
    """The value of a field from its text in a link."""
    known, text = FIELDS[key], str(text)
    if known["kind"] in ("integer", "number"):
        try:
            value = int(text) if known["kind"] == "integer" else float(np.float32(text))
        except ValueError:
            raise Refused(f"{key}={text}: a number is needed") from None
        least, most = (float(np.float32(known[end])) for end in ("min", "max"))
        if not least <= value <= most:
            raise Refused(f"{key}={text}: allowed is {known['min']} to {known['max']}")
        return value
    if known["kind"] == "layers":
        return text
    words = [word for word in text.split(",") if word]
    unknown = [word for word in words if word not in known["choices"]]
    if unknown or (known["kind"] != "options" and not words) or (known["kind"] == "choice" and len(words) != 1):
        raise Refused(f"{key}={text}: allowed is {', '.join(known['choices'])}")
    in_order = tuple(word for word in known["choices"] if word in words)
    return in_order[0] if known["kind"] == "choice" else in_order


def write_value(key, value):
    """The text of a value in a link: the shortest that reads back as the same 32-bit number."""
    if FIELDS[key]["kind"] == "number":
        return np.format_float_positional(np.float32(value), trim="-")
    return ",".join(value) if isinstance(value, tuple) else str(value)


DEFAULTS = {key: read_value(key, known["default"]) for key, known in FIELDS.items()}


def read_link(link):
    """The spec of a link, every field by its key."""
    spec = dict(DEFAULTS)
    for part in filter(None, link.rpartition("#")[2].split("&")):
        key, _, text = part.partition("=")
        if key in FIELDS:
            spec[key] = read_value(key, text)
        elif key not in ("v", "e", "r", "c", "x"):
            raise Refused(f"{key}: no such field; there are {', '.join(FIELDS)}")
    return spec


def write_link(spec):
    """The link of a spec, without #; the default experiment is the empty text."""
    parts = [f"{key}={write_value(key, spec[key])}" for key in FIELDS if spec[key] != DEFAULTS[key]]
    return "&".join(["v=1", *parts]) if parts else ""


def check(spec):
    """Refuses by name what this script or this export cannot do."""
    if spec["data"] != DATASET["key"]:
        raise Refused(f"data={spec['data']}: this export holds {DATASET['key']}; export a link with that dataset")
    for role in ("teacher", "student"):
        if spec[role] != "search" and spec[role] not in MODELS:
            known = ", ".join(MODELS)
            raise Refused(f"{role}={spec[role]}: this export has {known}; export again with --models {spec[role]}")
    for arm in spec["arms"]:
        if arm in REFUSED_METHODS:
            raise Refused(f"arms={arm}: {REFUSED_METHODS[arm]}")
    if spec["domain"] != "original" and spec["adapt"] != "none":
        raise Refused(f"adapt={spec['adapt']}: the playground alone adapts a teacher; adapt=none works here")
    if spec["engine"] != "flex":
        raise Refused(f"engine={spec['engine']}: engines are the playground's; leave it out")
    train = DATASET["train"]
    if spec["labels"] + spec["unlabelled"] > train or spec["tdata"] > train:
        raise Refused(f"labels + unlabelled, tdata: allowed is up to {train} images of {DATASET['key']}")


def arms(spec):
    """The methods to compare. Soft labels on unlabelled images bring the teacher's hard decisions along, so that the
    gain of having more images is not taken for the gain of softness."""
    brings = spec["unlabelled"] > 0 and "soft-labels" in spec["arms"] and "teacher-decisions" not in spec["arms"]
    return spec["arms"] + (("teacher-decisions",) if brings else ())
