

# ---- Results ---------------------------------------------------------------------------------------------------------
# One line a run, as `retort run --json` writes them; the playground and `retort merge` read both.


def scores(logits, labels, teacher=None, temperature=1.0):
    """Accuracy, cross-entropy, expected calibration error (Guo et al. 2017, ten bins) and, beside a teacher, agreement
    and KL at the training temperature."""
    log_p = F.log_softmax(torch.from_numpy(logits).double(), 1).numpy()
    winner, every = logits.argmax(1), np.arange(len(labels))
    confidence, right = np.exp(log_p[every, winner]), winner == labels
    bins = np.clip(np.ceil(confidence * 10), 1, 10)
    gaps = [abs((confidence[bins == b] - right[bins == b]).sum()) for b in range(1, 11)]
    found = {
        "accuracy": float(right.mean()),
        "crossEntropy": float(-log_p[every, labels].mean()),
        "calibrationError": float(sum(gaps) / len(labels)),
    }
    if teacher is not None:
        at_t = lambda z: F.log_softmax(torch.from_numpy(z).double() / temperature, 1)  # noqa: E731
        found["agreement"] = float((winner == teacher.argmax(1)).mean())
        found["kl"] = float(F.kl_div(at_t(logits), at_t(teacher), reduction="batchmean", log_target=True))
    return found


def microseconds(net, split):
    """Median time for one image, in batches of 128 on one thread."""
    images, times = split.images(list(range(min(128, len(split.labels))))), []
    with torch.no_grad():
        for _ in range(10):
            start = time.perf_counter()
            net.eval()(images)
            times.append((time.perf_counter() - start) * 1e6 / len(images))
    return sorted(times[1:])[len(times) // 2]


def original_accuracy(spec, nets, test, view):
    """On the test images as they were before they came into the students' domain; nothing where there is no other."""
    if spec["domain"] == "original" or not nets:
        return {}
    every = list(range(len(test.labels)))
    table = np.stack([answers(net, seen(test, view), every) for net in nets])
    return {"originalAccuracy": float((panel(spec, table, 1.0).argmax(1) == test.labels).mean())}


def run(spec, data, anew=False):
    """One experiment: the teacher, then a student for each method. Returns its result line."""
    check(spec)
    start, (_, test) = time.perf_counter(), data
    teacher = teacher_of(spec, data, anew)
    labels, cost = test.labels.astype(int), EXPERIMENT["models"].get
    line = {"link": write_link(spec), "seed": spec["seed"], "engine": "pytorch"}
    line["teacher"] = scores(panel(spec, teacher.test, 1.0), labels)
    line["teacher"] |= {key: value * spec["teachers"] for key, value in cost(spec["teacher"], {}).items()}
    line["teacher"] |= original_accuracy(spec, teacher.nets, test, spec["tview"])
    said, line["arms"] = panel(spec, teacher.test, spec["T"]), {}
    for arm in arms(spec):
        student = course(spec, data, arm, teacher)
        while student.learner.done < student.learner.updates:
            student.update()
        net, seen_test = student.learner.net, in_domain(seen(test, spec["view"]), spec["domain"])
        found = scores(answers(net, seen_test, list(range(len(labels)))), labels, said, spec["T"])
        found |= cost(spec["student"], {}) | {"microsecondsPerImage": microseconds(net, seen_test)}
        line["arms"][arm] = found | original_accuracy({**spec, "teachers": 1}, [net], test, spec["view"])
    if teacher.nets:
        speed = sum(microseconds(net, in_domain(test, spec["domain"])) for net in teacher.nets)
        line["teacher"]["microsecondsPerImage"] = speed
    line["seconds"] = time.perf_counter() - start
    return line


class Lines:
    """Where result lines go: standard output, or a file to which whole lines are appended. Links that the file already
    holds are done; a last line that was cut off by a kill is dropped and its run repeated."""

    def __init__(self, path):
        self.path, self.done = path and Path(path), set()
        if self.path and self.path.exists():
            whole = [text for text in self.path.read_text().splitlines(keepends=True) if text.endswith("\n")]
            self.path.write_text("".join(whole))
            self.done = {json.loads(text)["link"] for text in whole}

    def add(self, line):
        text = json.dumps(line)
        if self.path is None:
            print(text, flush=True)
            return
        with self.path.open("a") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
