# SPDX-License-Identifier: GPL-3.0-or-later
"""The two networks: one finds signs in a scene, one names what was found."""
import copy

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from kit.mobilenet_v2 import MobileNetV2

STRIDE = 8  # pixels between the places where the detector looks for a sign
KINDS = ("sign", "traffic_light")
FINE, DEEP = 7, 12  # layers of MobileNetV2 between which its features have 1/16 of the picture's size


def conv_norm(inputs: int, outputs: int, size: int = 3, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))


class Residual(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.first = conv_norm(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(self.first(x)))


class Lighting(nn.Module):
    """Takes out how bright and how strong in contrast the whole picture is: signs stand in shadow and in fog."""

    def forward(self, x: Tensor) -> Tensor:
        x = x - x.mean((1, 2, 3), keepdim=True)
        return x / ((x * x).mean((1, 2, 3), keepdim=True) + 0.003).sqrt()


class Namer(nn.Module):
    """A small residual network on 48 x 48 pixels (He et al. 2016, their plain basic blocks)."""

    SIZE = 48

    def __init__(self, labels: int):
        super().__init__()
        self.lighting = Lighting()
        self.features = nn.Sequential(
            conv_norm(3, 32), conv_norm(32, 48, stride=2), Residual(48), Residual(48),
            conv_norm(48, 96, stride=2), Residual(96), Residual(96),
            conv_norm(96, 192, stride=2), Residual(192))
        self.classifier = nn.Sequential(nn.Dropout(0.3), nn.Linear(192, labels))

    def forward(self, x: Tensor) -> Tensor:
        return self.classifier(self.features(self.lighting(x)).mean((2, 3)))


class Finder(nn.Module):
    """Three strided convolutions, some layers of MobileNetV2, both joined at 1/8 of the picture's size.

    Each place there tells whether a sign's middle is near, before the sigmoid, and the distances from the place to the
    four sides of the box (FCOS, Tian et al. 2019). MobileNetV2's own first layers would take two thirds of the time:
    they are wide where the picture is still large. The strided convolutions learn to do what those do.
    """

    def __init__(self, backbone: MobileNetV2, width: int = 48):
        super().__init__()
        self.stem = nn.Sequential(conv_norm(3, 16, stride=2), conv_norm(16, 32, stride=2), conv_norm(32, 64, stride=2))
        self.bridge = nn.Sequential(nn.Conv2d(64, 32, 1, bias=False), nn.BatchNorm2d(32))
        self.features = copy.deepcopy(backbone.features[FINE:DEEP])
        self.fine, self.deep = conv_norm(64, width, 1), conv_norm(96, width, 1)
        self.joined = nn.Sequential(conv_norm(width, width), conv_norm(width, width))
        self.scores = nn.Conv2d(width, len(KINDS), 1)
        self.sides = nn.Conv2d(width, 4, 1)
        nn.init.constant_(self.scores.bias, -4.6)  # as rare as signs are
        nn.init.zeros_(self.sides.weight)
        nn.init.constant_(self.sides.bias, 1.0)

    def early(self, x: Tensor) -> Tensor:
        """What MobileNetV2 has at the same place."""
        return self.bridge(self.stem(x))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(n, kinds, h, w), and (n, 4, h, w): left, top, right, bottom in pixels."""
        fine = self.stem(x)
        deep = self.features(self.bridge(fine))
        joined = self.fine(fine) + F.interpolate(self.deep(deep), scale_factor=2.0, mode="nearest")
        joined = self.joined(joined)
        # Half the size of a sign, whose logarithm is what the network tells.
        return self.scores(joined), self.sides(joined).clamp(-2, 4).exp() * STRIDE


class Exported(nn.Module):
    """The finder as it is used, for pictures of any size that 16 divides: boxes (1, places, 4) with their corners in
    pixels, scores (1, places, kinds)."""

    def __init__(self, finder: Finder):
        super().__init__()
        self.finder = finder
        self.register_buffer("outward", torch.tensor([-1.0, -1.0, 1.0, 1.0]).view(1, 4, 1, 1))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        scores, sides = self.finder(x)
        height, width = sides.shape[2:]
        x = (torch.arange(width) + 0.5) * STRIDE
        y = (torch.arange(height) + 0.5) * STRIDE
        places = torch.stack([x[None, :].expand(height, width), y[:, None].expand(height, width)])[None]
        boxes = torch.cat([places, places], 1) + self.outward * sides
        return boxes.flatten(2).transpose(1, 2), scores.sigmoid().flatten(2).transpose(1, 2)
