

# ---- Networks --------------------------------------------------------------------------------------------------------


@dataclass
class Forward:
    """What a network says about a batch: logits, and what lies between for methods that compare it."""

    logits: torch.Tensor
    taps: list = field(default_factory=list)  # activations, shallow to deep
    attention: list = field(default_factory=list)  # scores before the softmax, layer by layer
    hidden: list = field(default_factory=list)  # the embedding, then the tokens after each layer
    value: torch.Tensor | None = None  # expected result for the player to move

    def constant(self):
        """The same without gradient."""
        cut = lambda tensors: [tensor.detach() for tensor in tensors]  # noqa: E731
        value = None if self.value is None else self.value.detach()
        return Forward(self.logits.detach(), cut(self.taps), cut(self.attention), cut(self.hidden), value)


class BatchNorm(nn.BatchNorm2d):
    """PyTorch's, but the running variance follows the batch's own variance (divided by n, not by n - 1)."""

    def forward(self, x):
        if not self.training:
            return super().forward(x)
        with torch.no_grad():
            variance, mean = torch.var_mean(x, dim=(0, 2, 3), unbiased=False)
            self.running_mean.lerp_(mean, 0.1)
            self.running_var.lerp_(variance, 0.1)
        return F.batch_norm(x, None, None, self.weight, self.bias, training=True, eps=self.eps)


def keep(x, share):
    """In the place of dropout where a network answers."""
    return x


def dropout(source):
    """Inverted dropout (Srivastava et al. 2014) with masks from a stream: survivors grow."""

    def drop(x, share):
        drawn = torch.from_numpy(source.uniform(x.numel())).reshape(x.shape)
        return x * torch.where(drawn < np.float32(share), 0.0, float(np.float32(1) / np.float32(1 - np.float32(share))))

    return drop


# <networks>


def draw(net, source):
    """First weights from U(-1/sqrt(fan in), 1/sqrt(fan in)) (PyTorch's default) in the playground's order. Norms keep
    scale 1 and shift 0; the embedding of places, which follows the patches, is small (Dosovitskiy et al. 2021)."""
    with torch.no_grad():
        for name, layer in net.named_modules():
            if not isinstance(layer, (nn.Linear, nn.Conv2d)):
                continue
            bound = np.float32(1 / math.sqrt(layer.weight[0].numel()))
            drawn = torch.from_numpy(source.symmetric(layer.weight.numel(), bound))
            dense = isinstance(layer, nn.Linear)  # drawn as [in, out]
            layer.weight.copy_(drawn.reshape(layer.weight.T.shape).T if dense else drawn.reshape(layer.weight.shape))
            if layer.bias is not None:
                layer.bias.copy_(torch.from_numpy(source.symmetric(layer.bias.numel(), bound)))
            if name == "patches":
                small = source.symmetric(net.position.numel(), 0.034641016)
                net.position.copy_(torch.from_numpy(small).reshape(net.position.shape))
    return net


def answers(net, split, indices):
    """Logits [images, classes] of many images."""
    net.eval()
    with torch.no_grad():
        batches = [indices[at : at + 128] for at in range(0, len(indices), 128)]
        return torch.cat([net(split.images(batch)).logits for batch in batches]).numpy()
