

# ---- Many runs -------------------------------------------------------------------------------------------------------


def with_seeds(specs, seeds):
    """Each spec with its own seed and those after it."""
    return [{**spec, "seed": (spec["seed"] + at) % (1 << 32)} for spec in specs for at in range(seeds)]


def read_sweep(path):
    """The runs of a sweep file: axes as written, the last one fastest, then seeds."""
    sweep = json.loads(Path(path).read_text())
    if sweep.get("retort-sweep") != 1 or not set(sweep) <= {"retort-sweep", "link", "axes", "seeds"}:
        raise Refused(f'{path}: expected is {{"retort-sweep": 1, "link": "#v=1", "axes": {{"T": [1, 2]}}, "seeds": 5}}')
    base, axes, seeds = read_link(sweep.get("link", "")), sweep.get("axes", {}), sweep.get("seeds", 1)
    if not isinstance(seeds, int) or seeds < 1:
        raise Refused(f"seeds={seeds}: allowed is a whole number from 1")
    for key in axes:
        if key not in FIELDS or key == "seed":
            raise Refused(f"axis {key}: allowed are {', '.join(key for key in FIELDS if key != 'seed')}")
    values = [[(key, read_value(key, value)) for value in axes[key]] for key in axes]
    points = [{**base, **dict(point)} for point in itertools.product(*values)]
    if len(points) * seeds > 10_000:
        raise Refused(f"{len(points) * seeds} runs: allowed are 10000, points times seeds")
    for spec in points:
        check(spec)
    return with_seeds(points, seeds)


def run_on_ray(specs, options, lines):
    """All runs as trials of Ray Tune, one core each, on this machine or on the cluster of RAY_ADDRESS. A worker takes one
    trial after the other: starting Python and torch takes longer than training such networks."""
    # Ray starts workers with a low priority and gives them a minute to report, which is too little for importing torch on
    # a machine that has other work too. Whoever set these keeps them; a cluster has its own.
    os.environ.setdefault("RAY_worker_niceness", "0")
    os.environ.setdefault("RAY_worker_register_timeout_seconds", "600")
    import ray
    from ray import tune

    class Trial(tune.Trainable):
        def setup(self, config):
            import distil  # the copy that Ray brought to this node, with what lies beside it

            torch.set_num_threads(1)
            self.script, self.data, self.settings = distil, distil.load_data(), config

        def reset_config(self, config):
            self.settings = config
            return True

        def step(self):
            script, settings = self.script, self.settings
            line = script.run(script.read_link(settings["link"]), self.data, settings["anew"])
            best = max(arm["accuracy"] for arm in line["arms"].values())
            return {"accuracy": best, "line": json.dumps(line), "done": True}

        def save_checkpoint(self, folder):
            return {}

        def load_checkpoint(self, checkpoint):
            """Nothing: a trial is short, and is run again from its start."""

    class Write(tune.Callback):
        def on_trial_result(self, iteration, trials, trial, result, **_):
            if "line" in result:
                lines.add(json.loads(result["line"]))

    # The folder goes to every node: script, weights, images. Results stay here.
    environment = {"working_dir": str(FOLDER), "excludes": ["*.jsonl", "ray_results", "__pycache__"]}
    ray.init(runtime_env=environment, log_to_driver=False)
    tuner = tune.Tuner(
        tune.with_resources(Trial, {"cpu": 1}),
        param_space={"link": tune.grid_search([write_link(spec) for spec in specs]), "anew": options.train_teacher},
        tune_config=tune.TuneConfig(reuse_actors=True),
        run_config=tune.RunConfig(
            name="retort", storage_path=str(Path(options.ray_storage).resolve()), callbacks=[Write()], verbose=1
        ),
    )
    results = tuner.fit()
    ray.shutdown()
    return len(results.errors)


def run_here(specs, options, lines):
    """One run after the other; under torchrun every process takes every n-th run. Networks of some thousand weights
    gain nothing from sharing a batch among processes: sending gradients takes longer than computing them. Process 0
    alone writes, so that no two write at once."""
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    if world > 1:
        torch.distributed.init_process_group("gloo")
    data, failed = load_data(), 0
    for first in range(0, len(specs), world):
        line = None
        if first + rank < len(specs):
            try:
                line = run(specs[first + rank], data, options.train_teacher)
            except Diverged as error:
                print(f"{write_link(specs[first + rank])}: {error}", file=sys.stderr)
                failed += 1
        found = [None] * world if rank == 0 else None
        if world > 1:
            torch.distributed.gather_object(line, found, dst=0)
        for each in filter(None, [line] if world == 1 else found or []):
            lines.add(each)
    if world > 1:
        torch.distributed.destroy_process_group()
    return failed


# ---- The playground's own numbers ------------------------------------------------------------------------------------


def first_losses(role, count, data, teacher):
    """Losses of the first updates of the teacher, or of the student of a method."""
    losses = []
    if role == "teacher":
        train_teacher(OWN, data, watch=lambda loss: losses.append(loss) or len(losses) == count)
        return losses
    student = course(OWN, data, role, teacher)
    return [student.update() for _ in range(count)]


def in_64_bits(work):
    """What `work` returns if every network computes in 64 bits."""
    torch.set_default_dtype(torch.float64)
    try:
        return work()
    finally:
        torch.set_default_dtype(torch.float32)


def apart(losses, others):
    """The largest relative difference."""
    return max(abs(a - b) / max(abs(b), 1e-6) for a, b in zip(losses, others))


# Rounding makes the losses differ late: once a ReLU has changed its side, which a batch norm hands on to every image of
# the batch. Another formula, order or mask shows in the first updates.
EARLY, ROUNDED = 5, 5e-4


def compare():
    """The first updates of the teacher and of every student beside those that the playground recorded: the images of
    each batch have to be equal, first weights too, losses within 1e-4 of their size. Where they are not, the first updates
    tell rounding from a difference, and the same updates in 64 bits how far each side is rounded. Returns whether all
    agree."""
    recorded, data, good = json.loads((FOLDER / "first_updates.json").read_text()), load_data(), True
    teacher = teacher_of(OWN, data)
    for role, theirs in recorded["roles"].items():
        ours = first_losses(role, len(theirs), data, teacher)
        largest, verdict = apart(ours, theirs), "within"
        if not largest <= recorded["tolerance"]:
            rounding = largest <= ROUNDED and apart(ours[:EARLY], theirs[:EARLY]) <= recorded["tolerance"] / 20
            good = good and rounding
            exact = in_64_bits(lambda: first_losses(role, len(theirs), data, teacher_of(OWN, data)))
            sides = f"playground {apart(theirs, exact):.1e}, PyTorch {apart(ours, exact):.1e}"
            verdict = f"{'rounding' if rounding else 'OUTSIDE'} (from 64 bits: {sides})"
        print(f"{role:24} {len(theirs):3} updates, largest relative difference {largest:.1e}: {verdict}")
    for role in ("teacher", "student"):
        stored = FOLDER / f"{role}_start.safetensors"
        if stored.exists():
            drawn = draw(MODELS[OWN[role]](), stream(OWN["seed"], f"{role}/weights")).state_dict()
            same = all(torch.equal(drawn[name], value) for name, value in load_file(stored).items())
            print(f"{role:24} first weights drawn here {'equal' if same else 'DIFFER FROM'} the exported ones")
            good = good and same
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--link", default=EXPERIMENT["link"], help="another experiment on the same images")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, from the link's own upward")
    parser.add_argument("--out", help="a .jsonl file for the result lines, instead of standard output")
    parser.add_argument("--compare", action="store_true", help="compare the first updates with the playground's")
    parser.add_argument("--sweep", help="a .sweep.json file: run all of it here")
    parser.add_argument("--ray", help="a .sweep.json file: run it with Ray Tune")
    parser.add_argument("--ray-storage", default="ray_results", help="where Ray keeps its own files")
    parser.add_argument("--train-teacher", action="store_true", help="train the link's own teacher too, here")
    parser.add_argument("--threads", type=int, default=1, help="threads of one process; more rarely help")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.compare:
        return 0 if compare() else 1
    sweep = options.ray or options.sweep
    specs = read_sweep(sweep) if sweep else with_seeds([read_link(options.link)], options.seeds)
    lines = Lines(options.out)
    for spec in specs:
        check(spec)
    specs = [spec for spec in specs if write_link(spec) not in lines.done]
    failed = (run_on_ray if options.ray else run_here)(specs, options, lines)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Refused as refusal:
        sys.exit(f"distil.py: {refusal}")
