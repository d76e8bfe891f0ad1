

# ---- Training --------------------------------------------------------------------------------------------------------


class Diverged(Exception):
    """The loss is no finite number any more."""


def learning_rate(spec, peak, done, total):
    """Of update `done` (from 0) of `total`: half a cosine to zero (Loshchilov & Hutter 2017), or constant."""
    return peak * 0.5 * (1 + math.cos(math.pi * done / total)) if spec["schedule"] == "cosine" else peak


def along(path, start, end, done, total):
    """A quantity of update `done` (from 0) of `total` that goes from `start` to `end`."""
    share = done / max(total - 1, 1)
    shares = {"constant": 0.0, "linear": share, "cosine": 0.5 * (1 - math.cos(math.pi * share))}
    return float(np.float32(start + (end - start) * shares[path]))


class Learner:
    """A network, and dense layers beside it, with Adam and decoupled weight decay (Loshchilov & Hutter 2019)."""

    def __init__(self, spec, net, beside, updates, rate, decay):
        self.spec, self.net, self.beside, self.updates, self.rate, self.done = spec, net, beside, updates, rate, 0
        self.parameters = [*net.parameters(), *(each for layer in beside for each in layer.parameters())]
        self.optimiser = torch.optim.AdamW(self.parameters, lr=rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=decay)

    def update(self, loss):
        """One update; returns the loss as a number."""
        if not math.isfinite(loss.item()):
            raise Diverged(f"the loss is {loss.item()} at update {self.done}; try a smaller learning rate")
        self.optimiser.zero_grad()
        loss.backward()
        clip(self.parameters, self.spec["clip"])
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(self.spec, self.rate, self.done, self.updates)
        self.optimiser.step()
        self.done += 1
        return loss.item()


def clip(parameters, most):
    """Scales the whole gradient to a norm of at most `most`; 0 switches it off (Pascanu et al. 2013)."""
    gradients = [each.grad for each in parameters if each.grad is not None]
    norm = math.sqrt(sum(gradient.square().sum().item() for gradient in gradients))
    if most > 0 and norm > most:
        for gradient in gradients:
            gradient.mul_(most / norm)


OWN = read_link(EXPERIMENT["link"])


def first_weights(spec, role, source):
    """A network of the role's model before the first update: from the exported file for the link's own seed, drawn from
    the same stream for any other one."""
    net = MODELS[spec[role]]()
    stored = FOLDER / f"{role}_start.safetensors"
    if stored.exists() and (spec["seed"], spec[role]) == (OWN["seed"], OWN[role]):
        net.load_state_dict(load_file(stored), strict=False)  # batch norm counts its batches; nobody needs that
        return net
    return draw(net, source)


@dataclass
class Teacher:
    """Trained teachers: networks, and their logits [members, images, classes] on transfer set and test images."""

    nets: list
    transfer: np.ndarray
    test: np.ndarray


def panel(spec, table, temperature):
    """Several teachers as one: logits [images, classes] which at this temperature give the mean of their answers. A
    single teacher's are its own."""
    if len(table) == 1:
        return table[0]
    if spec["mean"] == "geometric":
        return table.astype(np.float64).mean(0).astype(np.float32)
    probabilities = F.log_softmax(torch.from_numpy(table).double() / temperature, 2).logsumexp(0) - math.log(len(table))
    return (temperature * probabilities).float().numpy()


def teacher_key(spec):
    """What decides a teacher and its answers."""
    return write_link({key: DEFAULTS[key] if FIELDS[key]["students_own"] else value for key, value in spec.items()})


def train_teacher(spec, data, member=0, watch=None):
    """One teacher. `watch` gets each loss and may stop the training by returning True."""
    train, _ = data
    train = seen(train, spec["tview"])
    selection = Selection(spec, train.labels)

    def own(purpose):
        return stream(spec["seed"], purpose if member == 0 else f"{purpose}/{member}")

    net = first_weights(spec, "teacher", own("teacher/weights")) if member == 0 else MODELS[spec["teacher"]]()
    if member > 0:
        draw(net, own("teacher/weights"))
    size = min(spec["tbatch"], len(selection.teacher))
    updates = spec["tepochs"] * math.ceil(len(selection.teacher) / size)
    learner = Learner(spec, net, [], updates, spec["tlr"], spec["tdecay"])
    order, drop = EndlessOrder(own("teacher/order"), len(selection.teacher)), dropout(own("teacher/dropout"))
    net.train()
    for _ in range(updates):
        places = order.take(size)
        images = train.images([selection.teacher[place] for place in places])
        labels = torch.tensor([selection.teacher_labels[place] for place in places])
        loss = learner.update(F.cross_entropy(net(images, drop).logits, labels))
        if watch and watch(loss):
            break
    return net


def teacher_of(spec, data, anew=False):
    """The teachers of an experiment: the exported ones where they are its own, else trained here."""
    train, test = data
    if spec["teacher"] == "search":
        logits = lambda split, images: np.where(  # noqa: E731
            split.visits[images] > 0, np.log(np.maximum(split.visits[images], 1).astype(np.float64)), -20
        ).astype(np.float32)[None]
        transfer = Selection(spec, train.labels).transfer
        return Teacher([], logits(train, transfer), logits(test, list(range(len(test.labels)))))
    nets = []
    for member in range(spec["teachers"]):
        stored = FOLDER / ("teacher.safetensors" if member == 0 else f"teacher.{member}.safetensors")
        if not anew and stored.exists() and teacher_key(spec) == teacher_key(OWN):
            nets.append(MODELS[spec["teacher"]]())
            nets[-1].load_state_dict(load_file(stored), strict=False)
        else:
            nets.append(train_teacher(spec, data, member))
    train, test = (in_domain(seen(split, spec["tview"]), spec["domain"]) for split in data)
    transfer = Selection(spec, train.labels).transfer
    table = lambda split, images: np.stack([answers(net, split, images) for net in nets])  # noqa: E731
    return Teacher(nets, table(train, transfer), table(test, list(range(len(test.labels)))))


class Student:
    """A student on its way. `name` gives it first weights and dropout masks of its own."""

    def __init__(self, spec, data, arm, teacher, origin=None, name="student"):
        self.spec, self.arm, self.method, self.teacher = spec, arm, METHODS[arm], teacher
        self.train, self.test = (in_domain(seen(split, spec["view"]), spec["domain"]) for split in data)
        self.selection = Selection(spec, self.train.labels)
        source = stream(spec["seed"], f"{name}/weights")
        net = first_weights(spec, "student", source) if name == "student" else draw(MODELS[spec["student"]](), source)
        if spec["start"] == "teacher":
            copy_layers(net, origin.nets[0], spec["map"])
        self.beside = teacher.nets if teacher and (self.method.features or spec["augment"]) else []
        beside = []
        if self.beside and self.method.features:
            with torch.no_grad():
                blank = torch.zeros(1, 1, DATASET["height"], DATASET["width"])
                beside = projections(arm, spec, net.eval()(blank), self.beside[0].eval()(blank))
        self.learner = Learner(spec, net, beside, spec["steps"], spec["lr"], spec["decay"])
        self.counts = self.batch_counts()
        self.labelled = EndlessOrder(stream(spec["seed"], "student/labelled-order"), len(self.selection.labelled))
        self.unlabelled = EndlessOrder(stream(spec["seed"], "student/unlabelled-order"), len(self.selection.unlabelled))
        self.drop = dropout(stream(spec["seed"], f"{name}/dropout"))

    def batch_counts(self):
        """Labelled and unlabelled images of a batch, together the same number in every arm."""
        spec, labelled, unlabelled = self.spec, len(self.selection.labelled), len(self.selection.unlabelled)
        batch = min(spec["batch"], labelled, *([unlabelled] if unlabelled else []))
        if not unlabelled or not self.method.unlabelled or self.teacher is None:
            return batch, 0
        labels_count = spec["alpha"] > 0 or (spec["alphapath"] != "constant" and spec["alphaend"] > 0)
        quarter = math.ceil(batch / 4) if labels_count else 0
        return quarter, batch - quarter

    def now(self, quantity, path, end):
        """T or alpha of the next update."""
        spec = self.spec
        return along(spec[path], spec[quantity], spec[end], self.learner.done, self.learner.updates)

    def drawn(self):
        """The next batch: places in the transfer set (labelled ones first), images, labels."""
        places = self.labelled.take(self.counts[0])
        labels = torch.tensor([self.selection.labels[place] for place in places], dtype=torch.long)
        places += [place + len(self.selection.labelled) for place in self.unlabelled.take(self.counts[1])]
        indices = [self.selection.transfer[place] for place in places]
        images = self.train.images(indices)
        if self.spec["augment"]:
            purpose = f"student/augmentation/{self.learner.done}"
            changed = [
                augmented(image[0].numpy(), self.spec["augment"], stream(self.spec["seed"], f"{purpose}/{index}"))
                for image, index in zip(images, indices)
            ]
            images = as_images(np.stack(changed))
        return places, indices, images, labels

    def taught(self, places, indices, images):
        """The teacher's answers: from its table, or from its networks for features and for changed images."""
        if self.teacher is None:
            return None
        with torch.no_grad():
            beside = [net.eval()(images) for net in (self.beside if self.spec["augment"] else self.beside[:1])]
        if len(self.teacher.transfer) == 1 and beside:
            return beside[0].constant()
        t = self.now("T", "Tpath", "Tend") if self.method.temperature else 1.0
        changed = self.spec["augment"]
        table = np.stack([net.logits.numpy() for net in beside]) if changed else self.teacher.transfer[:, places]
        first = beside[0].constant() if beside else Forward(None)
        first.logits = torch.from_numpy(np.ascontiguousarray(panel(self.spec, table, t)))
        if self.train.outcomes is not None:
            first.value = torch.from_numpy(self.train.outcomes[indices].astype(np.float32) - 1).unsqueeze(1)
        return first

    def learn(self, student, teacher, labels):
        """One update; returns its loss."""
        t, alpha = self.now("T", "Tpath", "Tend"), self.now("alpha", "alphapath", "alphaend")
        batch = Batch(student, teacher, labels, self.learner.beside, t, alpha, self.spec)
        return self.learner.update(self.method.loss(batch))

    def update(self):
        """Draws a batch and learns from it."""
        places, indices, images, labels = self.drawn()
        teacher = self.taught(places, indices, images)
        self.learner.net.train()
        return self.learn(self.learner.net(images, self.drop), teacher, labels)

    def table(self):
        """As the teacher of the next generation."""
        net, every = self.learner.net, list(range(len(self.test.labels)))
        transfer = answers(net, self.train, self.selection.transfer)[None]
        return Teacher([net], transfer, answers(net, self.test, every)[None])


def copy_layers(net, teacher, text):
    """Sanh et al. 2019, section 3: each layer from the teacher's layer that the map names, the rest as it is there."""
    if not hasattr(net, "layers") or not hasattr(teacher, "patches") or net.position.shape != teacher.position.shape:
        raise Refused("start=teacher: needs a teacher and a student of family vit with tokens of one width")
    layers = layer_map(text, len(net.layers), len(teacher.layers))
    for at, layer in enumerate(layers):
        net.layers[at].load_state_dict(teacher.layers[layer].state_dict())
    rest = {name: value for name, value in teacher.state_dict().items() if not name.startswith("layers.")}
    net.load_state_dict(rest, strict=False)


class Mutual:
    """Two students that learn from the labels and from each other; the second one is thrown away."""

    def __init__(self, spec, data, arm):
        self.student, self.peer = Student(spec, data, arm, None), Student(spec, data, arm, None, name="peer")
        self.learner = self.student.learner

    def update(self):
        _, _, images, labels = self.student.drawn()
        ours, theirs = (each.learner.net.train()(images, each.drop) for each in (self.student, self.peer))
        said_by_us, said_by_them = ours.constant(), theirs.constant()
        self.peer.learn(theirs, said_by_us, labels)
        return self.student.learn(ours, said_by_them, labels)


class BornAgain:
    """Students in a row: each but the first learns from the soft labels of the one before."""

    def __init__(self, spec, data, arm):
        self.spec, self.data, self.arm, self.number = {**spec, "teacher": spec["student"], "teachers": 1}, data, arm, 0
        self.begin(None)

    def begin(self, teacher):
        last = self.number + 1 == self.spec["generations"]
        name = "student" if last else f"generation/{self.number}"
        self.student = Student(self.spec, self.data, self.arm, teacher, name=name)
        self.learner = self.student.learner

    def update(self):
        loss = self.student.update()
        if self.learner.done == self.learner.updates and self.number + 1 < self.spec["generations"]:
            self.number += 1
            self.begin(self.student.table())
        return loss


def course(spec, data, arm, teacher):
    """A student of this method before its first update."""
    if arm in ("mutual", "born-again"):
        if spec["start"] == "teacher":
            raise Refused(f"arms={arm}: start=teacher needs methods with a teacher, or start=random")
        return (Mutual if arm == "mutual" else BornAgain)(spec, data, arm)
    return Student(spec, data, arm, teacher if METHODS[arm].teacher else None, origin=teacher)
