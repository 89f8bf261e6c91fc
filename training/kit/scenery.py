# SPDX-License-Identifier: GPL-3.0-or-later
"""Flat things hung into pictures: seen aslant, lit, dirtied, blurred and noisy; on whole batches, where the tensors lie.

Pictures are float32 (n, 3, height, width) within 0 to 1, pieces to hang up have a fourth channel, how opaque they are.
Everything random is drawn from a generator on the tensors' device, so that a batch repeats with its seed.
"""
import math
from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn import functional as F


class Dice:
    """Random tensors on a device."""

    def __init__(self, device: torch.device, *seed: int):
        self.device = device
        self.generator = Generator(device)
        mixed = 0
        for part in seed:
            mixed = (mixed * 1_000_003 + part + 1) % 2**63
        self.generator.manual_seed(mixed)

    def uniform(self, low: float, high: float, *shape: int) -> Tensor:
        return low + (high - low) * torch.rand(shape, generator=self.generator, device=self.device)

    def normal(self, *shape: int) -> Tensor:
        return torch.randn(shape, generator=self.generator, device=self.device)

    def chance(self, share: float, *shape: int) -> Tensor:
        """1 with this probability, else 0."""
        return (self.uniform(0, 1, *shape) < share).float()

    def below(self, end: int, count: int) -> Tensor:
        return torch.randint(end, (count,), generator=self.generator, device=self.device)

    def log_uniform(self, low: float, high: float, *shape: int) -> Tensor:
        return torch.exp(self.uniform(math.log(low), math.log(high), *shape))

    def drawn(self, weights: Tensor, count: int) -> Tensor:
        return torch.multinomial(weights, count, replacement=True, generator=self.generator)


@dataclass(frozen=True)
class Slant:
    """How far a flat thing may be turned, in degrees."""

    roll: float = 7
    yaw: float = 40
    pitch: float = 15


def slants(dice: Dice, count: int, slant: Slant) -> Tensor:
    """(count, 3, 3): from the thing's own plane, -1 to 1 each way, to how a camera some way off sees it."""
    def normal_angles(deviation: float) -> Tensor:
        return (dice.normal(count).clamp(-2, 2) * deviation / 2).deg2rad()

    roll, yaw, pitch = normal_angles(slant.roll), normal_angles(slant.yaw), normal_angles(slant.pitch)
    distance = dice.uniform(4, 12, count)  # in half widths of the thing
    one, zero = torch.ones_like(roll), torch.zeros_like(roll)

    def matrix(*rows: list[Tensor]) -> Tensor:
        return torch.stack([torch.stack(row, -1) for row in rows], -2)

    turn = matrix([yaw.cos(), zero, yaw.sin()], [zero, one, zero], [-yaw.sin(), zero, yaw.cos()])
    nod = matrix([one, zero, zero], [zero, pitch.cos(), -pitch.sin()], [zero, pitch.sin(), pitch.cos()])
    tilt = matrix([roll.cos(), -roll.sin(), zero], [roll.sin(), roll.cos(), zero], [zero, zero, one])
    plane = (tilt @ nod @ turn)[:, :, :2]
    seen = torch.cat([plane, torch.stack([zero, zero, one], -1)[:, :, None]], 2)
    seen[:, 2, :2] = seen[:, 2, :2] / distance[:, None]
    return seen


def placed(seen: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
    """What was seen, scaled (n,) or (n, 2) and then shifted (n, 2); in units of half a patch."""
    if scale.ndim == 1:
        scale = scale[:, None].expand(-1, 2)
    out = seen.clone()
    out[:, :2] = seen[:, :2] * scale[:, :, None] + shift[:, :, None] * seen[:, 2:3]
    return out


def project(pieces: Tensor, forward: Tensor, size: int, padding: str = "zeros") -> Tensor:
    """The pieces (n, c, h, w) as they look through `forward` (n, 3, 3) on square patches of `size` pixels."""
    back = torch.linalg.inv(forward)
    axis = (torch.arange(size, device=pieces.device) + 0.5) * (2 / size) - 1
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    points = torch.stack([x, y, torch.ones_like(x)], -1).reshape(-1, 3)
    there = points @ back.transpose(1, 2)
    grid = (there[..., :2] / there[..., 2:].clamp_min(1e-3)).reshape(len(pieces), size, size, 2)
    return F.grid_sample(pieces, grid, mode="bilinear", padding_mode=padding, align_corners=False)


def smooth_noise(dice: Dice, count: int, cells: int, size: int) -> Tensor:
    """(count, 1, size, size) within 0 to 1, with blots about size / cells wide."""
    coarse = dice.uniform(0, 1, count, 1, cells, cells)
    return F.interpolate(coarse, size=(size, size), mode="bicubic", align_corners=False).clamp(0, 1)


def ramps(dice: Dice, count: int, size: int) -> Tensor:
    """(count, 1, size, size): rises evenly in a random direction, -1 to 1 about the middle, which lies anywhere."""
    angle = dice.uniform(0, 2 * math.pi, count)
    axis = torch.linspace(-1, 1, size, device=dice.device)
    rise = angle.cos()[:, None, None] * axis[None, None, :] + angle.sin()[:, None, None] * axis[None, :, None]
    return (rise + dice.uniform(-0.7, 0.7, count, 1, 1))[:, None]


@dataclass(frozen=True)
class Wear:
    """How often something happens to a thing that hangs outdoors."""

    shadow: float = 0.3
    dirt: float = 0.35
    glare: float = 0.12
    hidden: float = 0.15


def worn(pieces: Tensor, dice: Dice, wear: Wear) -> Tensor:
    """The pieces (n, 4, s, s): faded, unevenly lit, in half shadow, dirty, glaring, partly hidden by something."""
    n, size = len(pieces), pieces.shape[-1]
    colour, alpha = pieces[:, :3], pieces[:, 3:]
    black, white = dice.uniform(0, 0.2, n, 1, 1, 1), dice.uniform(0.65, 1, n, 1, 1, 1)
    colour = black + (white - black) * colour
    grey = colour.mean(1, keepdim=True)
    colour = grey + (colour - grey) * dice.uniform(0.45, 1.15, n, 1, 1, 1)
    colour = colour * (1 + dice.uniform(0, 0.35, n, 1, 1, 1) * ramps(dice, n, size))
    shadow = torch.sigmoid(ramps(dice, n, size) * 12) * dice.chance(wear.shadow, n, 1, 1, 1)
    colour = colour * (1 - shadow * dice.uniform(0.3, 0.7, n, 1, 1, 1))
    blots = ((smooth_noise(dice, n, 7, size) - 0.6) * 5).clamp(0, 1) * dice.chance(wear.dirt, n, 1, 1, 1)
    colour = torch.lerp(colour, dice.uniform(0.1, 0.6, n, 3, 1, 1).expand_as(colour), blots * dice.uniform(0.2, 0.8, n, 1, 1, 1))
    glare = ((smooth_noise(dice, n, 4, size) - 0.5) * 3).clamp(0, 1) * dice.chance(wear.glare, n, 1, 1, 1)
    colour = torch.lerp(colour, torch.ones_like(colour), glare * 0.8)
    edge = torch.sigmoid((ramps(dice, n, size) + smooth_noise(dice, n, 9, size) - 0.9) * 30)
    alpha = alpha * (1 - edge * dice.chance(wear.hidden, n, 1, 1, 1))
    return torch.cat([colour.clamp(0, 1), alpha], 1)


@dataclass(frozen=True)
class Camera:
    """What light and camera do to a whole picture; shares are how often."""

    gain: tuple[float, float] = (0.25, 1.7)
    gamma: tuple[float, float] = (0.6, 1.7)
    cast: float = 0.12
    saturation: tuple[float, float] = (0.35, 1.4)
    fog: float = 0.1
    motion: float = 0.25
    soft: float = 0.4
    noise: float = 0.05


def taken(pictures: Tensor, dice: Dice, camera: Camera) -> Tensor:
    """The pictures as some camera takes them in some light."""
    n = len(pictures)
    grey = pictures.mean(1, keepdim=True)
    x = grey + (pictures - grey) * dice.uniform(*camera.saturation, n, 1, 1, 1)
    x = x.clamp(0, 1) ** dice.log_uniform(*camera.gamma, n, 1, 1, 1)
    x = x * dice.log_uniform(*camera.gain, n, 1, 1, 1) * (1 + dice.uniform(-camera.cast, camera.cast, n, 3, 1, 1))
    fog = dice.chance(camera.fog, n, 1, 1, 1) * dice.uniform(0.1, 0.6, n, 1, 1, 1)
    x = torch.lerp(x, dice.uniform(0.5, 0.95, n, 1, 1, 1).expand_as(x), fog)
    x = blurred(x, dice, camera)
    x = x + dice.normal(*x.shape) * dice.uniform(0, camera.noise, n, 1, 1, 1)
    return x.clamp(0, 1)


def blurred(x: Tensor, dice: Dice, camera: Camera, side: int = 9) -> Tensor:
    """Some of the pictures out of focus, some taken in motion."""
    n = len(x)
    axis = torch.arange(side, device=x.device, dtype=torch.float32) - side // 2
    dy, dx = torch.meshgrid(axis, axis, indexing="ij")
    width = (0.15 + dice.chance(camera.soft, n) * dice.uniform(0, 1.3, n))[:, None, None]
    moved = dice.chance(camera.motion, n) * dice.uniform(0, 3.5, n)
    angle = dice.uniform(0, math.pi, n)
    along = dx * angle.cos()[:, None, None] + dy * angle.sin()[:, None, None]
    across = dy * angle.cos()[:, None, None] - dx * angle.sin()[:, None, None]
    long = (width.square() + moved[:, None, None].square()).sqrt()
    kernel = torch.exp(-0.5 * ((along / long).square() + (across / width).square()))
    kernel = kernel / kernel.sum((1, 2), keepdim=True)
    flat = F.pad(x, (side // 2,) * 4, mode="replicate").reshape(1, n * 3, x.shape[2] + side - 1, x.shape[3] + side - 1)
    out = F.conv2d(flat, kernel[:, None].repeat_interleave(3, 0), groups=n * 3)
    return out.reshape(x.shape)


def shrunk(x: Tensor, dice: Dice, smallest: int, share: float) -> Tensor:
    """Some of the pictures as if they had been small, all of one batch's as small; enlarged again."""
    size = x.shape[-1]
    side = int(dice.log_uniform(smallest, size, 1))
    small = F.interpolate(x, size=(side, side), mode="bilinear", align_corners=False, antialias=True)
    again = F.interpolate(small, size=(size, size), mode="bilinear", align_corners=False)
    which = dice.chance(share, len(x))[:, None, None, None]
    return torch.lerp(x, again, which)


# Table K.1 of ITU-T T.81, the usual coarseness of JPEG for brightness.
COARSENESS = torch.tensor([
    [16, 11, 10, 16, 24, 40, 51, 61], [12, 12, 14, 19, 26, 58, 60, 55], [14, 13, 16, 24, 40, 57, 69, 56],
    [14, 17, 22, 29, 51, 87, 80, 62], [18, 22, 37, 56, 68, 109, 103, 77], [24, 35, 55, 64, 81, 104, 113, 92],
    [49, 64, 78, 87, 103, 121, 120, 101], [72, 92, 95, 98, 112, 100, 103, 99]]) / 255


def packed(x: Tensor, dice: Dice) -> Tensor:
    """The pictures as JPEG leaves them, at qualities of about 25 to 90: each 8 x 8 block's cosine transform is rounded.
    x: (n, c, h, w), h and w multiples of 8."""
    n, channels, height, width = x.shape
    k = torch.arange(8, device=x.device)
    cosines = torch.cos(math.pi / 8 * (k[None, :] + 0.5) * k[:, None]) * 0.5
    cosines[0] *= math.sqrt(0.5)
    blocks = x.reshape(n, channels, height // 8, 8, width // 8, 8).permute(0, 1, 2, 4, 3, 5)
    waves = cosines @ blocks @ cosines.T
    step = COARSENESS.to(x.device) * dice.log_uniform(0.2, 2.0, n, 1, 1, 1, 1, 1)
    waves = (waves / step).round() * step
    blocks = cosines.T @ waves @ cosines
    return blocks.permute(0, 1, 2, 4, 3, 5).reshape(x.shape).clamp(0, 1)
