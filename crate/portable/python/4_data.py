

# ---- Images ----------------------------------------------------------------------------------------------------------


@dataclass
class Split:
    """Images as bytes [images, height, width], labels, and for positions of a game what a search thought of them."""

    pixels: np.ndarray
    labels: np.ndarray
    visits: np.ndarray | None = None
    outcomes: np.ndarray | None = None

    def images(self, indices):
        """A batch [images, 1, height, width] with values from 0 to 1."""
        return as_images(self.pixels[indices].astype(np.float32) / np.float32(DATASET["white"]))


def as_images(values):
    """Images [images, height, width] as networks take them, in the type of their weights."""
    return torch.from_numpy(values).unsqueeze(1).to(torch.get_default_dtype())


def load_data():
    """The training and the test images: beside this script, or fetched from the site and checked by their SHA-256."""
    if (FOLDER / "data.npz").exists():
        stored = np.load(FOLDER / "data.npz")

        def table(name):
            return stored[name] if name in stored else None

    else:
        stored = {name: fetch(file) for name, file in DATASET["files"].items()}
        table = stored.get
    parts = ("images", "labels", "visits", "outcomes")
    return tuple(Split(*(table(f"{split}_{part}") for part in parts)) for split in ("train", "test"))


def fetch(file):
    """One gzipped IDX file of the site as an array. It stays beside this script once its SHA-256 is the export's."""
    kept = FOLDER / file["name"]
    if kept.exists():
        packed, source, way_out = kept.read_bytes(), kept, "delete it, and it is fetched again"
    else:
        source, way_out = file["url"], "export from that playground again, or without --site"
        try:
            with urllib.request.urlopen(source, timeout=60) as answer:
                packed = answer.read()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Refused(f"{source}: not fetched ({error}); put the file beside distil.py, or {way_out}") from None
    found = hashlib.sha256(packed).hexdigest()
    if found != file["sha256"]:
        raise Refused(f"{source}: not the published file, its SHA-256 is {found} and not {file['sha256']}; {way_out}")
    if not kept.exists():
        # Several processes may fetch at once: none may see half a file.
        whole = kept.with_name(f"{kept.name}.{os.getpid()}")
        whole.write_bytes(packed)
        whole.replace(kept)
    plain = gzip.decompress(packed)
    dimensions = plain[3]
    shape = np.frombuffer(plain, ">u4", dimensions, offset=4)
    return np.frombuffer(plain, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def seen(split, view):
    """The images as a network with this view sees them: of two-part images, the other half is black."""
    if view == "both" or DATASET["key"] != "image-and-sound":
        return split
    pixels, half = split.pixels.copy(), DATASET["width"] // 2
    unseen = slice(half, None) if view == "first" else slice(0, half)
    pixels[:, :, unseen] = 0
    return Split(pixels, split.labels, split.visits, split.outcomes)


def in_domain(split, domain):
    """The images as another camera, pen or print would give them."""
    pixels, white = split.pixels, DATASET["white"]
    if domain == "inverted":
        pixels = white - np.minimum(pixels, white)
    elif domain == "rotated":
        pixels = np.rot90(pixels, -1, axes=(1, 2))
    elif domain == "thick":
        padded = np.pad(pixels, ((0, 0), (1, 1), (1, 1)))
        inner = slice(1, -1)
        crosses = [(inner, inner), (inner, slice(2, None)), (inner, slice(0, -2)), (slice(2, None), inner), (slice(0, -2), inner)]
        pixels = np.max([padded[:, rows, columns] for rows, columns in crosses], axis=0)
    elif domain == "noisy":
        size, ink = pixels[0].size, np.float32(white)
        noise = np.stack([stream(at, "data/noisy-domain").uniform(size) for at in range(len(pixels))])
        noise = (noise * np.float32(2) - np.float32(1)) * np.float32(0.6) * ink
        noisy = np.clip(pixels.reshape(len(pixels), -1).astype(np.float32) + noise, np.float32(0), ink)
        pixels = np.floor(noisy.astype(np.float64) + 0.5).astype(np.uint8).reshape(pixels.shape)
    return Split(np.ascontiguousarray(pixels), split.labels, split.visits, split.outcomes)


class Selection:
    """Which training images an experiment uses, as indices, and their labels."""

    def __init__(self, spec, labels):
        labels = labels.tolist()
        classes, count = len(DATASET["classes"]), len(labels)
        order = list(range(count))
        stream(spec["seed"], "data/selection").shuffle(order)
        # Of every class the first images in turn, as far as it has some.
        queues = [[image for image in order if labels[image] == c and str(c) != spec["omit"]] for c in range(classes)]
        turns = itertools.chain.from_iterable(itertools.zip_longest(*queues))
        self.labelled = list(itertools.islice((image for image in turns if image is not None), spec["labels"]))
        chosen = set(self.labelled)
        rest = [image for image in order if image not in chosen]
        allowed = [image for image in rest if str(labels[image]) != spec["omit"]]
        self.unlabelled = allowed[: spec["unlabelled"]]
        self.transfer = self.labelled + self.unlabelled
        self.labels = [labels[image] for image in self.labelled]
        noise = stream(spec["seed"], "data/label-noise")
        for at, label in enumerate(self.labels):
            if noise.uniform(1)[0] < np.float32(spec["noise"]):
                self.labels[at] = (label + 1 + noise.below(classes - 1)) % classes
        self.teacher = self.labelled + rest
        if spec["tdata"] > 0:
            self.teacher = self.teacher[: spec["tdata"]]
        self.teacher_labels = [labels[image] for image in self.teacher]
        if spec["tfrom"] != "none":
            taught = stream(spec["seed"], "teacher/confusion")
            for at, label in enumerate(self.teacher_labels):
                if str(label) == spec["tfrom"] and taught.uniform(1)[0] < np.float32(spec["tshare"]):
                    self.teacher_labels[at] = int(spec["tto"])


def augmented(images, changes, source):
    """One image [height, width] moved, turned, scaled and with noise, as far as asked, by its own stream."""
    height, width = images.shape

    def draw(change, bound):
        return source.symmetric(1, bound)[0] if change in changes else np.float32(0)

    right, down = draw("shift", 0.1 * width), draw("shift", 0.1 * height)
    angle = np.float64(draw("rotate", 15)) * math.pi / 180
    scale = np.float32(1) + draw("scale", 0.15)
    if {"shift", "rotate", "scale"} & set(changes):
        cosine, sine = np.float32(math.cos(angle)), np.float32(math.sin(angle))
        centre_x, centre_y = np.float32((width - 1) / 2), np.float32((height - 1) / 2)
        x = (np.arange(width, dtype=np.float32) - centre_x - right)[None, :] / scale
        y = (np.arange(height, dtype=np.float32) - centre_y - down)[:, None] / scale
        images = bilinear(images, cosine * x + sine * y + centre_x, cosine * y - sine * x + centre_y)
    if "noise" in changes:
        noise = source.symmetric(images.size, 0.2).reshape(images.shape)
        images = np.clip(images + noise, np.float32(0), np.float32(1))
    return images


def bilinear(image, x, y):
    """The values at places between pixels; outside of the image there is 0."""
    height, width = image.shape
    left, top = np.floor(x), np.floor(y)

    def at(column, row):
        inside = (column >= 0) & (row >= 0) & (column < width) & (row < height)
        column, row = (np.clip(axis, 0, size - 1).astype(int) for axis, size in ((column, width), (row, height)))
        return np.where(inside, image[row, column], np.float32(0))

    def between(first, second, part):
        return first * (np.float32(1) - part) + second * part

    upper = between(at(left, top), at(left + 1, top), x - left)
    lower = between(at(left, top + 1), at(left + 1, top + 1), x - left)
    return between(upper, lower, y - top)
