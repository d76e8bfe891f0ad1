"""Tells rounding from another formula: python sides.py FOLDER, of `retort export python`.

The playground and PyTorch in 32 bits are held against PyTorch in 64 bits. Where the playground is much farther from it, the
search begins: a ReLU whose input is zero but for rounding has a gradient of 0 or of 1, as the last bit falls. The inputs
nearest to zero in the updates before the first other loss are put on the other side, one at a time. If one of them gives
the playground's losses, that bit was the whole difference.
"""

import json
import math
import sys
import types
from pathlib import Path

sys.path.insert(0, sys.argv[1])
import distil  # noqa: E402
import torch  # noqa: E402

# Relative difference of a loss that is no difference, and the size of an input that may be rounding, where inputs are
# about 1: both sides are some 1e-6 apart after several updates.
SAME, NEAR = 5e-6, 2e-5
# Times that the playground may be as far from 64 bits as PyTorch is without a search.
AS_NEAR = 2
# Updates in which a change may have begun to grow, inputs that are tried for one loss, sides that may be changed in all.
BEFORE, TRIED, MOST = 3, 10, 4


class Sides:
    """torch.nn.functional with a ReLU that knows which call of which update it is."""

    def begin(self, changed):
        self.changed, self.near, self.update, self.call = changed, {}, 0, 0

    def next_update(self):
        self.update, self.call = self.update + 1, 0

    def relu(self, x):
        if not torch.is_grad_enabled():
            return x.clamp_min(0)
        place = (self.update, self.call)
        self.call += 1
        sizes, indices = x.detach().abs().flatten().topk(min(TRIED, x.numel()), largest=False)
        self.near.setdefault(self.update, []).extend(
            (size, *place, at) for size, at in zip(sizes.tolist(), indices.tolist()) if size < NEAR
        )
        turned = torch.zeros(x.numel(), dtype=torch.bool)
        for update, call, at in self.changed:
            if (update, call) == place:
                turned[at] = True
        passed = (x.detach() > 0) ^ turned.reshape(x.shape)
        return x * passed


def losses(sides, role, count, data, teacher, changed):
    """As distil.first_losses, with these sides changed."""
    sides.begin(changed)
    found = []
    if role == "teacher":
        distil.train_teacher(
            distil.OWN, data, watch=lambda loss: found.append(loss) or sides.next_update() or len(found) == count
        )
        return found
    student = distil.course(distil.OWN, data, role, teacher)
    for _ in range(count):
        found.append(student.update())
        sides.next_update()
    return found


def departs(ours, theirs):
    """The first update whose loss is another, or none."""
    return next((at for at, (a, b) in enumerate(zip(ours, theirs)) if abs(a - b) > SAME * abs(b)), None)


def search(sides, role, rounded, data, teacher):
    """The sides to change until no loss is another."""
    changed = []
    exact = losses(sides, role, len(rounded), data, teacher, changed)
    while (at := departs(exact, rounded)) is not None:
        assert at > 0 and len(changed) < MOST, f"{role}: update {at} is another, with {changed}"
        near = [place for update in range(max(at - BEFORE, 0), at) for place in sides.near[update]]
        tries = []
        for _, *side in sorted(near)[:TRIED]:
            tried = losses(sides, role, len(rounded), data, teacher, [*changed, tuple(side)])
            tries.append((distil.apart(tried[: at + 1], rounded[: at + 1]), tuple(side), tried))
        largest, side, tried = min(tries, default=(math.inf, None, None))
        # One bit makes up most of it, or it is something else.
        explained = largest < distil.apart(exact[: at + 1], rounded[: at + 1]) / 4
        assert explained, f"{role}: update {at} is another, and no ReLU near zero explains it"
        changed, exact = [*changed, side], tried
    return changed, distil.apart(exact, rounded)


def main():
    torch.set_num_threads(1)
    data, sides = distil.load_data(), Sides()
    functional = types.SimpleNamespace(**vars(distil.F))
    functional.relu, distil.F = sides.relu, functional
    recorded = json.loads((Path(sys.argv[1]) / "first_updates.json").read_text())["roles"]
    sides.begin([])
    teacher = distil.teacher_of(distil.OWN, data)
    for role, theirs in recorded.items():
        ours = losses(sides, role, len(theirs), data, teacher, [])

        def in_64_bits(work, role=role, theirs=theirs):
            exactly = lambda: work(sides, role, theirs, data, distil.teacher_of(distil.OWN, data))  # noqa: E731
            return distil.in_64_bits(exactly)

        exact = in_64_bits(lambda sides, role, theirs, *more: losses(sides, role, len(theirs), *more, []))
        there, here = distil.apart(theirs, exact), distil.apart(ours, exact)
        line = f"{role:24} from 64 bits: playground {there:.1e}, PyTorch {here:.1e}"
        if there > max(AS_NEAR * here, SAME):
            changed, largest = in_64_bits(search)
            line += f"; with {len(changed)} ReLUs on the other side the playground {largest:.1e}"
        print(line)


if __name__ == "__main__":
    main()
