

# ---- Losses ----------------------------------------------------------------------------------------------------------
# Sum over the classes, mean over the batch, in nats. The first rows of a batch are the images with a label.


@dataclass
class Batch:
    """One batch as a method sees it."""

    student: Forward
    teacher: Forward | None
    labels: torch.Tensor  # of the first rows; may be none
    projections: list
    temperature: float
    alpha: float
    spec: dict

    def hard(self):
        """Mean cross-entropy of the labelled rows; none where there are none."""
        count = len(self.labels)
        return F.cross_entropy(self.student.logits[:count], self.labels) if count else None

    def weighted(self, soft):
        """alpha * CE(labels) + soft; without labels only the second term."""
        hard = self.hard()
        return soft if hard is None else self.alpha * hard + soft


def kl_divergence(teacher, student, temperature):
    """KL(softmax(teacher / T) || softmax(student / T)), in 64 bits: near 0 it is a difference of nearly equal numbers."""
    log_teacher = F.log_softmax(teacher.detach().double() / temperature, 1)
    log_student = F.log_softmax(student.double() / temperature, 1)
    return (log_teacher.exp() * (log_teacher - log_student)).sum() / len(student)


def soft_cross_entropy(logits, targets):
    """Cross-entropy with target distributions."""
    return -(F.log_softmax(logits, 1) * targets).sum() / len(logits)


def hard_labels(batch):
    """Labels only: the control."""
    return batch.hard()


def label_smoothing(batch):
    """Szegedy et al. 2016, section 7: soft targets that know nothing."""
    classes = batch.student.logits.shape[1]
    epsilon = batch.spec["smoothing"]
    targets = F.one_hot(batch.labels, classes).float() * (1 - epsilon) + epsilon / classes
    return soft_cross_entropy(batch.student.logits, targets)


def soft_labels(batch):
    """Hinton, Vinyals & Dean 2015: alpha * CE + (1 - alpha) * T^2 * KL."""
    t = batch.temperature
    soft = kl_divergence(batch.teacher.logits, batch.student.logits, t)
    return batch.weighted((1 - batch.alpha) * t * t * soft)


def teacher_decisions(batch):
    """Cross-entropy with the class that the teacher finds most likely."""
    decisions = batch.teacher.logits.argmax(1)
    return batch.weighted((1 - batch.alpha) * F.cross_entropy(batch.student.logits, decisions))


def decoupled(batch):
    """Zhao et al. 2022, equation 7: target and non-target divergence with free weights."""
    t, teacher, student = batch.temperature, batch.teacher.logits, batch.student.logits
    rest = teacher[len(batch.labels) :].argmax(1)  # where no label is, the teacher's decision
    targets = F.one_hot(torch.cat([batch.labels, rest]), teacher.shape[1]).float()
    remaining, far = 1 - targets, -1e9 * targets

    def split(logits):
        others = logits * remaining + far
        largest = others.detach().amax(1, keepdim=True)
        target = (logits * targets).sum(1, keepdim=True) - largest
        total = (((logits - largest) * remaining / t).exp() * remaining).sum(1, keepdim=True)
        return torch.cat([target / t, total.log()], 1), (others - largest) * remaining + far

    (binary_t, others_t), (binary_s, others_s) = split(teacher), split(student)
    soft = kl_divergence(binary_t, binary_s, 1) + batch.spec["nckd"] * kl_divergence(others_t, others_s, t)
    return batch.weighted((1 - batch.alpha) * t * t * soft)


def map_pairs(student, teacher):
    """Which feature maps can be compared: [student's tap, teacher's tap, edge of the squares to average over]. Of
    several maps of one size the deepest stands for all; where no sizes are equal, a larger map is averaged down."""

    def groups(taps):
        sizes = [tuple(tap.shape[2:]) for tap in taps]
        return [(at, s) for at, s in enumerate(sizes) if s not in ((), (1, 1)) and s not in sizes[at + 1 :]]

    def ratio(small, large):
        times = large[0] // small[0]
        return times if times > 0 and large == (small[0] * times, small[1] * times) else 0

    def pairs(fits):
        found = []
        for at, small in groups(student):
            partner = [(other, fits(small, large)) for other, large in groups(teacher) if fits(small, large)]
            found += [(at, *partner[-1])] if partner else []
        return found

    found = pairs(lambda small, large: int(small == large)) or pairs(ratio)
    if not found:
        raise Refused("arms: this method needs convolutional networks whose feature maps have sizes with a whole ratio")
    return found


def maps(batch):
    """The maps to compare, shallow to deep."""
    for at, other, pool in map_pairs(batch.student.taps, batch.teacher.taps):
        large = batch.teacher.taps[other]
        yield batch.student.taps[at], large if pool == 1 else F.avg_pool2d(large, pool)


def hints(batch):
    """Romero et al. 2015: the deepest pair of maps, the student's through a 1x1 regressor."""
    student, teacher = list(maps(batch))[-1]
    predicted = batch.projections[0](student.flatten(2).transpose(1, 2))
    hint = (predicted - teacher.flatten(2).transpose(1, 2)).square().mean()
    return soft_labels(batch) + 100 * batch.spec["beta"] * hint


def attention_transfer(batch):
    """Zagoruyko & Komodakis 2017: where a network looks, as a vector of length 1."""

    def attention(maps):
        energy = maps.square().mean(1).flatten(1)
        scaled = energy / energy.detach().amax(1, keepdim=True).clamp_min(1e-12)
        return scaled / scaled.square().sum(1, keepdim=True).clamp_min(1e-12).sqrt()

    total = sum((attention(s) - attention(t)).square().mean() for s, t in maps(batch))
    return soft_labels(batch) + 1000 * batch.spec["beta"] * total


def relational(batch):
    """Park et al. 2019: how the images of a batch lie to each other, distances and angles."""

    def embedding(net):
        if not net.taps and not net.hidden:
            raise Refused("arms=relational: needs networks with a layer before the output layer")
        return net.taps[-1].flatten(1) if net.taps else net.hidden[-1].mean(1)

    def relations(x):
        centred = x - x.mean(0, keepdim=True)
        products, norms = centred @ centred.T, centred.square().sum(1, keepdim=True)
        squares = norms + norms.T - products * 2
        others = 1 - torch.eye(len(x))
        least = (squares.detach() * others).mean().clamp_min(1e-12) * 1e-6
        apart = (squares.detach() > least).float() * others  # pairs at one place have no direction
        lengths = (squares * apart + (1 - apart)).sqrt()
        distances = lengths * apart
        mean = (distances.sum() / apart.sum().clamp_min(1)).clamp_min(1e-12)
        inverse = apart / lengths
        inner = products[None, :, :] - products[:, :, None] - products[:, None, :] + norms[:, :, None]
        return distances / mean, inner * inverse[:, :, None] * inverse[:, None, :]

    (d_s, a_s), (d_t, a_t) = relations(embedding(batch.student)), relations(embedding(batch.teacher))
    feature = 25 * F.smooth_l1_loss(d_s, d_t) + 50 * F.smooth_l1_loss(a_s, a_t)
    return soft_labels(batch) + batch.spec["beta"] * feature


def layer_map(text, student, teacher):
    """For each of the student's layers the teacher's layer that it follows, from 0."""
    rules = {
        "uniform": [layer * teacher // student - 1 for layer in range(1, student + 1)],
        "first": list(range(student)),
        "last": list(range(teacher - student, teacher)),
    }
    layers = rules[text] if text in rules else [int(part) - 1 for part in text.split("-")]
    if len(layers) != student or student > teacher or not all(0 <= layer < teacher for layer in layers):
        raise Refused(f"map={text}: allowed is uniform, first, last or {student} layers of {teacher} joined by -")
    return layers


def layer_matching(batch):
    """Jiao et al. 2020, equations 7 to 11: embedding, attention scores and hidden states of mapped layers."""
    student, teacher, matched = batch.student, batch.teacher, batch.spec["match"]
    layers = layer_map(batch.spec["map"], len(student.attention), len(teacher.attention))
    projections, terms = iter(batch.projections), []

    def mse(ours, theirs):
        return sum((s - t).square().mean() for s, t in zip(ours, theirs))

    if "embedding" in matched:
        terms.append(mse([next(projections)(student.hidden[0])], teacher.hidden[:1]))
    if "hidden" in matched:
        projection = next(projections)
        terms.append(mse(map(projection, student.hidden[1:]), [teacher.hidden[layer + 1] for layer in layers]))
    if "attention" in matched:
        terms.append(mse(student.attention, [teacher.attention[layer] for layer in layers]))
    hard = batch.hard()
    base = 0 if hard is None else batch.alpha * hard
    return (soft_labels(batch) if "logits" in matched else base) + batch.spec["beta"] * sum(terms)


def hidden_cosine(batch):
    """Sanh et al. 2019: the angle between the last hidden states beside soft labels and labels."""
    norm = lambda x: (x.square().sum(1, keepdim=True) + 1e-12).sqrt()  # noqa: E731
    student, teacher = (net.hidden[-1].flatten(0, 1) for net in (batch.student, batch.teacher))
    cosine = (student * teacher).sum(1, keepdim=True) / (norm(student) * norm(teacher))
    return soft_labels(batch) + batch.spec["beta"] / 7 * (1 - cosine).mean()


def mutual(batch):
    """Zhang et al. 2018: labels, and the present answers of a second student."""
    t = batch.temperature
    return batch.hard() + t * t * kl_divergence(batch.teacher.logits, batch.student.logits, t)


def born_again(batch):
    """Furlanello et al. 2018: labels first, then the soft labels of the generation before."""
    return batch.hard() if batch.teacher is None else soft_labels(batch)


def search_policy(batch):
    """AlphaGo Zero (Silver et al. 2017, equation 1): what a search found, and how the game ended."""
    pi = F.softmax(batch.teacher.logits.double() / batch.temperature, 1).float()
    policy = soft_cross_entropy(batch.student.logits, pi)
    return policy + (batch.teacher.value - batch.student.value).square().mean()


@dataclass(frozen=True)
class Method:
    """A loss and what it needs."""

    loss: object
    teacher: bool = True
    temperature: bool = True
    unlabelled: bool = True
    features: bool = False


METHODS = {
    "hard-labels": Method(hard_labels, teacher=False, temperature=False, unlabelled=False),
    "soft-labels": Method(soft_labels),
    "label-smoothing": Method(label_smoothing, teacher=False, temperature=False, unlabelled=False),
    "teacher-decisions": Method(teacher_decisions, temperature=False),
    "hints": Method(hints, features=True),
    "attention-transfer": Method(attention_transfer, features=True),
    "relational": Method(relational, features=True),
    "decoupled": Method(decoupled),
    "layer-matching": Method(layer_matching, features=True),
    "hidden-cosine": Method(hidden_cosine, features=True),
    "mutual": Method(mutual, teacher=False, unlabelled=False),
    "born-again": Method(born_again, teacher=False),
    "search-policy": Method(search_policy),
}


def projections(arm, spec, student, teacher):
    """Dense layers that bring the student's features to the teacher's width; they learn with it and are thrown away."""
    widths = []
    if arm == "hints":
        ours, theirs, _ = map_pairs(student.taps, teacher.taps)[-1]
        widths = [(student.taps[ours].shape[1], teacher.taps[theirs].shape[1])]
    if arm in ("layer-matching", "hidden-cosine") and not (student.hidden and teacher.hidden):
        raise Refused(f"arms={arm}: needs a teacher and a student of family vit")
    if arm == "layer-matching":
        ends = [(student.hidden[at].shape[2], teacher.hidden[at].shape[2]) for at in (0, 1)]
        widths = [width for signal, width in zip(("embedding", "hidden"), ends) if signal in spec["match"]]
    source = stream(spec["seed"], "student/projections")
    return [draw(nn.Linear(*width), source) for width in widths]
