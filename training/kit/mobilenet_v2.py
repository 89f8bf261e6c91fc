# SPDX-License-Identifier: GPL-3.0-or-later
"""MobileNetV2 with TensorFlow's padding: the network that the weights in data/weights belong to.

Stored and exported without batch norm (each convolution has a bias). For training, insert_norm() puts batch norm back
and fold_norm() takes it out again; both leave what the network computes as it was. Module names follow torchvision's,
but its own class cannot take these weights: strided convolutions here pad at the right and bottom only.
"""
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

EMBEDDING = 1280
# expansion, output channels, repeats, stride of the first
STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]


class Conv(nn.Conv2d):
    """A convolution that pads like TensorFlow's SAME where the size is even, which all of ours are."""

    def __init__(self, inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1):
        super().__init__(inputs, outputs, size, stride, size // 2 if stride == 1 else 0, groups=groups)

    def forward(self, x: Tensor) -> Tensor:
        if self.stride[0] == 2:
            x = nn.functional.pad(x, (0, 1, 0, 1))
        return super().forward(x)


def conv_act(inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1) -> nn.Sequential:
    """Convolution, the place of its batch norm, ReLU6."""
    return nn.Sequential(Conv(inputs, outputs, size, stride, groups), nn.Identity(), nn.ReLU6(inplace=True))


class Block(nn.Module):
    """The inverted residual: widen, filter each channel by itself, narrow."""

    def __init__(self, inputs: int, outputs: int, stride: int, expansion: int):
        super().__init__()
        wide = inputs * expansion
        layers = [conv_act(inputs, wide, 1)] if expansion != 1 else []
        layers += [conv_act(wide, wide, 3, stride, groups=wide), Conv(wide, outputs, 1), nn.Identity()]
        self.conv = nn.Sequential(*layers)
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        return x + self.conv(x) if self.residual else self.conv(x)


class MobileNetV2(nn.Module):
    def __init__(self, classes: int):
        super().__init__()
        layers: list[nn.Module] = [conv_act(3, 32, 3, 2)]
        inputs = 32
        for expansion, outputs, repeats, stride in STAGES:
            for i in range(repeats):
                layers.append(Block(inputs, outputs, stride if i == 0 else 1, expansion))
                inputs = outputs
        layers.append(conv_act(inputs, EMBEDDING, 1))
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(nn.Dropout(0.2), nn.Linear(EMBEDDING, classes))

    @property
    def head(self) -> nn.Linear:
        return self.classifier[1]

    def embed(self, x: Tensor, frozen: int = 0) -> Tensor:
        """The embedding; the first `frozen` layers are passed without gradients, which is most of the time saved."""
        with torch.set_grad_enabled(torch.is_grad_enabled() and frozen == 0):
            x = self.features[:frozen](x)
        return self.features[frozen:](x).mean((2, 3))

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.embed(x))


def to_input(pixels: np.ndarray | Tensor) -> Tensor:
    """uint8 RGB pictures (n, height, width, 3) as the network wants them, within -1 to 1."""
    x = torch.as_tensor(pixels).permute(0, 3, 1, 2).float()
    return x.div_(127.5).sub_(1.0).contiguous(memory_format=torch.channels_last)


def load_weights(path: Path) -> MobileNetV2:
    with np.load(path) as arrays:
        state = {name: torch.from_numpy(arrays[name].astype(np.float32)) for name in arrays.files}
    network = MobileNetV2(len(state["classifier.1.bias"]))
    network.load_state_dict(state)
    return network.to(memory_format=torch.channels_last).eval()


def _norm_places(layers: nn.Module) -> Iterator[tuple[nn.Sequential, int]]:
    """Every convolution with a place for batch norm after it, as container and index of the convolution."""
    for module in layers.modules():
        if isinstance(module, nn.Sequential):
            for i in range(len(module) - 1):
                if isinstance(module[i], Conv):
                    yield module, i


@torch.no_grad()
def insert_norm(network: MobileNetV2, batches: Iterable[Tensor], frozen: int = 0, momentum: float = 0.02) -> None:
    """Put batch norm behind the convolutions from layer `frozen` on, with the statistics of the batches.

    Folded filters have very different lengths, and the step that suits one destroys another. Batch norm does not mind
    how long a filter is, so each gets length one, and one learning rate suits all of them.
    """
    places = list(_norm_places(network.features[frozen:]))
    for container, i in places:
        conv = container[i]
        length = conv.weight.flatten(1).norm(dim=1).clamp_min(1e-4)
        norm = nn.BatchNorm2d(conv.out_channels, eps=1e-5, momentum=momentum).to(conv.weight.device)
        norm.weight.copy_(length)
        norm.bias.copy_(conv.bias)
        conv.weight.div_(length.view(-1, 1, 1, 1))
        conv.bias = None
        container[i + 1] = norm  # with mean 0 and variance 1: computes what the bias did
    measured = measure_norm(network, batches)
    for container, i in places:
        norm = container[i + 1]
        mean, variance = measured[norm]
        norm.bias.add_(norm.weight * mean)
        norm.weight.mul_((variance + norm.eps).sqrt())
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)


@torch.no_grad()
def measure_norm(network: MobileNetV2, batches: Iterable[Tensor]) -> dict[nn.Module, tuple[Tensor, Tensor]]:
    """Mean and variance of what reaches each batch norm while the network runs, as it is, over the batches."""
    sums: dict[nn.Module, list] = {}

    def see(norm: nn.Module, inputs: tuple[Tensor], _: Tensor) -> None:
        x = inputs[0].double()
        total = sums.setdefault(norm, [0, 0.0, 0.0])
        total[0] += x.numel() // x.shape[1]
        total[1] = total[1] + x.sum((0, 2, 3))
        total[2] = total[2] + x.square().sum((0, 2, 3))

    hooks = [m.register_forward_hook(see) for m in network.modules() if isinstance(m, nn.BatchNorm2d)]
    was_training = network.training
    network.eval()
    for x in batches:
        network.features(x)
    network.train(was_training)
    for hook in hooks:
        hook.remove()
    return {norm: ((s / n).float(), (q / n - (s / n).square()).clamp_min(0).float()) for norm, (n, s, q) in sums.items()}


@torch.no_grad()
def settle_norm(network: nn.Module, batches: Iterable[Tensor]) -> None:
    """Take the statistics anew from the batches. Averaged or interpolated weights need it: theirs are of neither kind."""
    norms = [m for m in network.modules() if isinstance(m, nn.BatchNorm2d)]
    momenta = [norm.momentum for norm in norms]
    network.eval()
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # the plain mean over all batches
        norm.train()
    for x in batches:
        network(x)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
    network.eval()


@torch.no_grad()
def fold_norm(network: nn.Module) -> None:
    for container, i in _norm_places(network.features):
        conv, norm = container[i], container[i + 1]
        if isinstance(norm, nn.BatchNorm2d):
            scale = norm.weight / (norm.running_var + norm.eps).sqrt()
            conv.weight.mul_(scale.view(-1, 1, 1, 1))
            conv.bias = nn.Parameter(norm.bias - norm.running_mean * scale)
            container[i + 1] = nn.Identity()
