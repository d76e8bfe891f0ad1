

# ---- Random numbers --------------------------------------------------------------------------------------------------
# Every purpose has a stream of its own, so that one more draw here never shifts another one there.

ALL_BITS = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


class Stream:
    """SplitMix64 (Steele, Lea & Flood 2014, figure 17). Its state is a counter, so many numbers come at once."""

    def __init__(self, state):
        self.state = state

    def bits(self, count):
        """The next `count` numbers of 64 random bits."""
        steps = np.arange(1, count + 1, dtype=np.uint64)
        z = np.array([self.state], dtype=np.uint64) + steps * np.array([GAMMA], dtype=np.uint64)
        self.state = (self.state + count * GAMMA) & ALL_BITS
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))

    def uniform(self, count):
        """32-bit numbers in [0, 1) with 24 random bits."""
        return (self.bits(count) >> np.uint64(40)).astype(np.float32) / np.float32(1 << 24)

    def symmetric(self, count, bound):
        """32-bit numbers in [-bound, bound)."""
        return (self.uniform(count) * np.float32(2) - np.float32(1)) * np.float32(bound)

    def below(self, limit):
        """A number in 0..limit without bias: draws that would favour small numbers are thrown away."""
        while True:
            draw = int(self.bits(1)[0])
            if draw < ALL_BITS - ALL_BITS % limit:
                return draw % limit

    def shuffle(self, items):
        """Shuffles a list in place (Fisher-Yates)."""
        before, limits = self.state, np.arange(len(items), 1, -1, dtype=np.uint64)
        draws, most = self.bits(len(limits)), np.uint64(ALL_BITS)
        others = (draws % limits).tolist()
        if (draws >= most - most % limits).any():  # about once in 10^15 draws: go one by one
            self.state = before
            others = [self.below(int(limit)) for limit in limits]
        for last, other in zip(range(len(items) - 1, 0, -1), others):
            items[last], items[other] = items[other], items[last]


def stream(seed, purpose):
    """The independent stream for one purpose of an experiment, for example "student/weights"."""
    name = 0xCBF29CE484222325
    for byte in purpose.encode():
        name = ((name ^ byte) * 0x100000001B3) & ALL_BITS  # FNV-1a
    return Stream(int(Stream(seed).bits(1)[0]) ^ name)


class EndlessOrder:
    """An endless order of 0..count: each epoch is a new permutation."""

    def __init__(self, source, count):
        self.source, self.order, self.at = source, list(range(count)), count

    def take(self, count):
        """The next `count` numbers, at most one epoch of them."""
        taken = []
        for _ in range(min(count, len(self.order))):
            if self.at == len(self.order):
                self.source.shuffle(self.order)
                self.at = 0
            taken.append(self.order[self.at])
            self.at += 1
        return taken
