#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the networks that the engine's tests run, and what PyTorch computes with them.

    training/vectors/make.py [FOLDER]       (default: tests/corpus/nn)

For each case NAME.onnx and NAME.bin: the numbers of all inputs, then of all outputs, as 32-bit floats in the machine's order.
They are committed, so that tests need no PyTorch; run this again after adding a case. Seeds are fixed.
"""
import pathlib
import sys
import warnings

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn

CASES = {}


def case(name, *shapes, opset=13):
    """Registers a case: a function or module of inputs with these shapes."""
    def register(make):
        CASES[name] = (make, shapes, opset)
        return make
    return register


class Function(nn.Module):
    """A function of tensors; the modules whose weights it uses are named behind it."""

    def __init__(self, function, *modules):
        super().__init__()
        self.function = function
        self.modules_used = nn.ModuleList(modules)

    def forward(self, *inputs):
        return self.function(*inputs)


def batch_norm(channels, kind=nn.BatchNorm2d):
    norm = kind(channels)
    norm.running_mean.normal_(0, 0.2)
    norm.running_var.uniform_(0.5, 2)
    norm.weight.data.uniform_(0.5, 1.5)
    norm.bias.data.normal_(0, 0.2)
    return norm


# ---- convolutions ----

case("conv_3x3", (1, 3, 9, 11))(lambda: nn.Conv2d(3, 16, 3, padding=1))
case("conv_stride", (2, 16, 10, 9))(lambda: nn.Conv2d(16, 24, 3, stride=2, padding=1, bias=False))
case("conv_1x1", (1, 32, 5, 7))(lambda: nn.Conv2d(32, 20, 1))
case("conv_7x5", (1, 3, 20, 17))(lambda: nn.Conv2d(3, 8, (7, 5), stride=(2, 3), padding=(3, 2)))
case("conv_dilated", (1, 8, 12, 12))(lambda: nn.Conv2d(8, 8, 3, dilation=2, padding=2))
case("conv_groups", (1, 32, 6, 6))(lambda: nn.Conv2d(32, 48, 3, groups=4, padding=1))
case("conv_depthwise", (1, 24, 8, 8))(lambda: nn.Conv2d(24, 24, 3, groups=24, padding=1))
case("conv_depthwise_5x5", (1, 16, 9, 9))(lambda: nn.Conv2d(16, 16, 5, stride=2, groups=16, padding=2))
case("conv_1d", (2, 6, 19))(lambda: nn.Conv1d(6, 10, 5, stride=2, padding=1))
case("conv_3d", (1, 4, 5, 6, 7))(lambda: nn.Conv3d(4, 6, 3, padding=1))
case("conv_transpose", (1, 12, 5, 6))(lambda: nn.ConvTranspose2d(12, 10, 4, stride=2, padding=1))
case("conv_transpose_uneven", (1, 8, 5, 5))(
    lambda: nn.ConvTranspose2d(8, 6, 3, stride=2, padding=1, output_padding=1, groups=2))
# kernel, stride, padding, output padding: with strides they run as ordinary convolutions, whatever is cut off or added
for transposed in ((2, 2, 0, 0), (3, 2, 0, 0), (3, 2, 1, 0), (3, 2, 1, 1), (4, 2, 1, 0), (4, 2, 0, 1), (4, 2, 3, 1),
                   (5, 3, 2, 1), (2, 3, 0, 2), (1, 2, 0, 1), (3, 1, 1, 0)):
    case("conv_transpose_{}_{}_{}_{}".format(*transposed), (1, 7, 5, 6))(
        lambda k=transposed: nn.ConvTranspose2d(7, 3, k[0], stride=k[1], padding=k[2], output_padding=k[3]))
case("conv_transpose_blocks", (2, 32, 6, 5))(lambda: nn.Sequential(
    nn.Conv2d(32, 32, 3, padding=1), nn.ConvTranspose2d(32, 16, 2, stride=2, bias=False), nn.Hardswish(), nn.Conv2d(16, 8, 1)))
case("conv_transpose_sides", (1, 8, 5, 4))(
    lambda: nn.ConvTranspose2d(8, 16, (3, 4), stride=(1, 2), padding=(1, 0), output_padding=(0, 1)))
case("conv_transpose_1d", (2, 6, 7))(lambda: nn.ConvTranspose1d(6, 5, 4, stride=2, padding=1))
case("conv_transpose_3d", (1, 4, 3, 4, 3))(lambda: nn.ConvTranspose3d(4, 6, 3, stride=2, padding=1, output_padding=1))


@case("conv_padded_apart", (1, 3, 12, 12))
def conv_padded_apart():
    conv = nn.Conv2d(3, 16, 3, stride=2)
    return Function(lambda x: conv(F.pad(x, (0, 1, 0, 1))), conv)


class Winograd(nn.Module):
    """Convolutions of 3 x 3 on enough pixels for Winograd's way: whatever is behind them, at their borders, and cut off at the end."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(8, 16, 3, padding=1), nn.Conv2d(16, 16, 3, padding=1)
        self.valid, self.apart = nn.Conv2d(16, 24, 3), nn.Conv2d(24, 8, 3, bias=False)

    def forward(self, x):
        x = F.relu(self.first(x))
        x = F.relu(self.second(x) + x)
        x = F.silu(self.apart(F.pad(F.relu6(self.valid(x)), (2, 1, 0, 1))))
        return self.first(x).clamp(-0.5, 0.3), self.second(self.first(x)) + self.first(x)


case("winograd", (1, 8, 26, 23))(Winograd)
case("winograd_batch", (2, 8, 19, 16))(Winograd)

# ---- what is merged into them ----

case("merge_norm_relu", (1, 8, 7, 7))(
    lambda: nn.Sequential(nn.Conv2d(8, 16, 3, padding=1, bias=False), batch_norm(16), nn.ReLU()))
case("merge_norm_transpose", (1, 6, 5, 5))(
    lambda: nn.Sequential(nn.ConvTranspose2d(6, 8, 2, stride=2, groups=2), batch_norm(8), nn.ReLU6()))
case("merge_linear_norm", (3, 12))(
    lambda: nn.Sequential(nn.Linear(12, 20), batch_norm(20, nn.BatchNorm1d), nn.LeakyReLU(0.1), nn.Linear(20, 5)))
case("norm_first", (1, 8, 6, 6))(lambda: nn.Sequential(batch_norm(8), nn.ReLU(), nn.Conv2d(8, 4, 1)))
case("norm_first_odd", (2, 5, 4, 3))(lambda: batch_norm(5))


class Residual(nn.Module):
    """Two sums: one of things that nobody needs any more, one whose other half is needed again."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(16, 16, 3, padding=1)
        self.second = nn.Conv2d(16, 16, 1)
        self.third = nn.Conv2d(16, 16, 3, padding=1)

    def forward(self, x):
        y = F.relu(self.first(x) + x)
        z = F.relu6(self.second(y)) + y
        return z + self.third(y) * y + y


case("merge_sums", (1, 16, 6, 6))(Residual)


@case("merge_sum_of_input", (1, 8, 5, 5))
def merge_sum_of_input():
    conv = nn.Conv2d(8, 8, 3, padding=1)
    return Function(lambda x: conv(x) + x, conv)


@case("merge_two_convs", (1, 8, 8, 8))
def merge_two_convs():
    a, b = nn.Conv2d(8, 16, 3, stride=2, padding=1), nn.Conv2d(8, 16, 1, stride=2)
    return Function(lambda x: F.relu(a(x) + b(x)), a, b)


@case("merge_function_then_sum", (1, 16, 6, 6))
def merge_function_then_sum():
    """Not every processor has code that computes a sum behind a function."""
    a, b, c = (nn.Conv2d(16, 16, 1) for _ in range(3))

    def forward(x):
        x = F.relu6(a(x)) + F.interpolate(F.max_pool2d(x, 2), scale_factor=2)
        x = F.relu(F.hardsigmoid(b(x)) + x)
        return F.silu(F.hardtanh(c(x)) + x) - F.relu(x)
    return Function(forward, a, b, c)


@case("few_channels", (1, 8, 6, 6))
def few_channels():
    """Fewer than lie together in the layouts of convolutions, with numbers for each place."""
    conv, scale, shift = nn.Conv2d(8, 4, 1), torch.rand(1, 4, 6, 6) + 0.5, torch.randn(1, 4, 6, 6)
    return Function(lambda x: F.relu(F.relu(conv(x)) * scale + shift), conv)


@case("merge_numbers", (1, 6, 5, 5))
def merge_numbers():
    conv, scale, shift = nn.Conv2d(6, 9, 3), torch.rand(1, 9, 1, 1) + 0.5, torch.randn(9, 1, 1)
    return Function(lambda x: torch.tanh((conv(x) * 0.5 - shift) * scale + 1), conv)


class Excite(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(16, 32, 1)
        self.down, self.up = nn.Conv2d(32, 8, 1), nn.Conv2d(8, 32, 1)

    def forward(self, x):
        x = F.hardswish(self.conv(x))
        return x * F.hardsigmoid(self.up(F.relu(self.down(x.mean((2, 3), keepdim=True)))))


case("squeeze_excite", (1, 16, 7, 7), opset=14)(Excite)
case("squeeze_excite_spelt_out", (1, 16, 7, 7), opset=12)(Excite)

# ---- functions ----

FUNCTIONS = {
    "relu": F.relu, "relu6": F.relu6, "leaky": lambda x: F.leaky_relu(x, 0.2), "elu": lambda x: F.elu(x, 0.7),
    "sigmoid": torch.sigmoid, "hard_sigmoid": F.hardsigmoid, "hard_swish": F.hardswish, "silu": F.silu,
    "tanh": torch.tanh, "softplus": F.softplus, "mish": F.mish, "gelu": F.gelu, "exp": torch.exp,
    "abs": torch.abs, "neg": torch.neg, "floor": torch.floor, "ceil": torch.ceil, "round": torch.round,
    "sign": torch.sign, "sin": torch.sin, "cos": torch.cos, "erf": torch.erf, "clamp": lambda x: x.clamp(-0.5, 0.8),
    "reciprocal": lambda x: 1 / (x * x + 1), "sqrt": lambda x: torch.sqrt(x * x + 0.1),
    "log": lambda x: torch.log(x.abs() + 0.5), "power": lambda x: (x.abs() + 0.1) ** 1.5,
    "numbers": lambda x: (3 - x * 2) / 4 + 0.5 - 1 / (x.abs() + 2),
}
for function_name, function in FUNCTIONS.items():
    case(f"function_{function_name}", (2, 6, 3, 5), opset=14)(lambda function=function: Function(function))
case("function_prelu", (1, 16, 4, 4))(lambda: nn.PReLU(16))
case("function_after_conv", (1, 4, 5, 5))(
    lambda: nn.Sequential(nn.Conv2d(4, 8, 3), nn.SiLU(), nn.Conv2d(8, 8, 1), nn.Mish(), nn.Conv2d(8, 8, 1), nn.GELU()))
case("two_tensors", (1, 8, 4, 5), (1, 8, 4, 5))(
    lambda: Function(lambda a, b: (a + b, a - b, a * b, a / (b * b + 1), torch.minimum(a, b), torch.maximum(a, b))))
case("stretched", (2, 8, 4, 5), (1, 8, 1, 1), (5,))(
    lambda: Function(lambda a, b, c: (a + b, b - a, a * c, c / (a * a + 1))))
case("compare", (2, 8, 5, 5))(lambda: nn.Sequential(nn.Conv2d(8, 4, 1), Function(
    lambda x: (x * (F.max_pool2d(x, 3, 1, 1) == x).float(), (x > 0.1).float() + (x < -0.2).float()))))
case("where", (2, 3, 4))(
    lambda: Function(lambda x: torch.where(torch.arange(4) > 1, x, -x)))

# ---- products and norms ----

case("linear", (4, 10))(lambda: nn.Linear(10, 7))
case("linear_3d", (2, 5, 10))(lambda: nn.Sequential(nn.Linear(10, 12), nn.ReLU(), nn.Linear(12, 4, bias=False)))
case("matmul", (2, 3, 4, 5), (2, 3, 5, 6))(lambda: Function(torch.matmul))
case("matmul_stretched", (2, 3, 4, 5), (5, 6))(lambda: Function(torch.matmul))
case("attention", (1, 6, 16))(lambda: Function(
    lambda x: torch.softmax(x @ x.transpose(1, 2) / 4, -1) @ x))
case("layer_norm", (2, 5, 12), opset=17)(lambda: nn.LayerNorm(12))
case("layer_norm_spelt_out", (2, 5, 12), opset=13)(lambda: nn.LayerNorm(12))
case("instance_norm", (2, 6, 5, 4))(lambda: nn.InstanceNorm2d(6, affine=True))

# ---- pooling, reductions, resizing ----

case("max_pool", (1, 16, 9, 9))(lambda: nn.MaxPool2d(3, stride=2, padding=1))
case("max_pool_ceil", (1, 8, 8, 10))(lambda: nn.MaxPool2d(3, stride=2, ceil_mode=True))
case("max_pool_same", (1, 16, 7, 7))(lambda: nn.MaxPool2d(5, stride=1, padding=2))
case("average_pool", (1, 8, 9, 9))(lambda: nn.AvgPool2d(3, stride=2, padding=1))
case("average_pool_exclusive", (1, 8, 9, 9))(lambda: nn.AvgPool2d(3, stride=2, padding=1, count_include_pad=False))
case("global_pool", (2, 20, 5, 7))(lambda: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()))
case("global_max_pool", (1, 16, 4, 4))(lambda: nn.AdaptiveMaxPool2d(1))
case("reductions", (2, 3, 4, 5))(lambda: Function(lambda x: (
    x.mean((2, 3)), x.sum(1), x.amax(3, keepdim=True), x.amin((1, 2)), x.mean(), x.norm(dim=1), x.prod(2))))
case("softmax", (2, 7, 3, 4))(lambda: Function(lambda x: (x.softmax(1), x.softmax(-1), x.log_softmax(1))))
case("softmax_rows", (3, 10), opset=11)(lambda: nn.Softmax(1))
for factor in (2, 3):
    case(f"nearest_{factor}", (1, 16, 4, 5))(lambda factor=factor: nn.Upsample(scale_factor=factor))
case("nearest_uneven", (1, 6, 5, 7))(lambda: nn.Upsample(size=(8, 9)))
case("bilinear", (1, 16, 4, 5))(lambda: nn.Upsample(scale_factor=2, mode="bilinear", align_corners=False))
case("bilinear_down", (1, 6, 9, 8))(lambda: nn.Upsample(size=(4, 5), mode="bilinear", align_corners=False))
case("bilinear_corners", (1, 6, 4, 5))(lambda: nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True))


@case("upsample_and_join", (1, 16, 8, 8))
def upsample_and_join():
    down, side = nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.Conv2d(16, 16, 1)
    end = nn.Conv2d(48, 8, 3, padding=1)
    return Function(lambda x: end(torch.cat([F.interpolate(F.relu(down(x)), scale_factor=2.0), side(x)], 1)),
                    down, side, end)


# ---- moving ----

case("concat_odd", (1, 5, 4, 4), (1, 7, 4, 4))(lambda: Function(lambda a, b: torch.cat([a, b, a], 1)))
case("concat_layouts", (1, 16, 5, 5))(lambda: nn.Sequential(nn.Conv2d(16, 24, 1), Function(
    lambda x: torch.cat([x, F.relu(x), torch.ones(1, 3, 5, 5), x[:, :5]], 1)), nn.Conv2d(56, 8, 3)))
case("concat_rows", (2, 3, 4), (2, 5, 4))(lambda: Function(lambda a, b: torch.cat([a, b], 1)))
case("concat_many", (1, 2, 3))(lambda: Function(lambda x: torch.cat([x * i for i in range(1, 12)], 2)))


@case("split_and_join", (1, 32, 6, 6))
def split_and_join():
    first, second = nn.Conv2d(32, 32, 1), nn.Conv2d(16, 16, 3, padding=1)

    def run(x):
        a, b = F.relu(first(x)).chunk(2, 1)
        return torch.cat([a, second(b)], 1)
    return Function(run, first, second)


class Shuffle(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(8, 32, 1), nn.Conv2d(32, 8, 3, groups=2)

    def forward(self, x):
        x = self.first(x)
        n, c, h, w = x.shape
        return self.second(x.view(n, 4, c // 4, h, w).transpose(1, 2).reshape(n, c, h, w))


case("channel_shuffle", (1, 8, 6, 6))(Shuffle)
case("slices", (2, 8, 7, 9))(lambda: Function(
    lambda x: (x[:, 2:5], x[..., ::2, 1::2], x[:, :, -3:, :-1], x.flip(3)[:, 1:3])))
case("slice_of_blocks", (1, 8, 6, 6))(
    lambda: nn.Sequential(nn.Conv2d(8, 48, 1), Function(lambda x: (x[:, 16:32] + 1, x[:, 5:20] * 2))))
case("focus", (1, 3, 8, 8))(lambda: nn.Sequential(Function(
    lambda x: torch.cat([x[..., ::2, ::2], x[..., 1::2, ::2], x[..., ::2, 1::2], x[..., 1::2, 1::2]], 1)),
    nn.Conv2d(12, 16, 3, padding=1), nn.SiLU()))
case("transposes", (2, 3, 4, 5))(lambda: Function(
    lambda x: (x.permute(0, 2, 3, 1), x.permute(3, 1, 0, 2), x.transpose(1, 2).reshape(2, 4, 15))))
case("shapes", (2, 3, 4, 1))(lambda: Function(
    lambda x: (x.reshape(x.shape[0], -1), x.squeeze(3).unsqueeze(1), x.flatten(1, 2), x.expand(2, 3, 4, 5))))
case("pads", (1, 2, 4, 5))(lambda: Function(lambda x: (
    F.pad(x, (1, 2, 0, 3), value=0.5), F.pad(x, (1, 2, 3, 1), mode="reflect"), F.pad(x, (2, 0, 1, 1), mode="replicate"))))
case("gather", (2, 5, 4))(lambda: Function(lambda x: (x[:, [3, 0, 0, 4]], x[:, 2], x.repeat(1, 2, 3))))
case("depth_to_space", (1, 12, 3, 4))(lambda: nn.PixelShuffle(2))
case("space_to_depth", (1, 3, 6, 4))(lambda: nn.PixelUnshuffle(2))
case("yolo_head", (1, 16, 5, 5))(lambda: nn.Sequential(nn.Conv2d(16, 21, 1), Function(
    lambda x: x.view(1, 3, 7, 5, 5).permute(0, 1, 3, 4, 2).sigmoid().reshape(1, -1, 7))))

# ---- sequences ----


class First(nn.Module):
    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, x):
        return self.network(x)[0]


case("lstm", (6, 2, 5))(lambda: First(nn.LSTM(5, 8)))
case("lstm_both_ways", (7, 1, 6))(lambda: First(nn.LSTM(6, 10, num_layers=2, bidirectional=True)))
case("gru", (5, 2, 4))(lambda: First(nn.GRU(4, 6)))
case("gru_both_ways", (5, 1, 4))(lambda: First(nn.GRU(4, 6, bidirectional=True)))


# ---- networks that exporters other than PyTorch's write ----


def by_hand(name, nodes, inputs, outputs, constants, compute):
    """Registers a network put together node by node; `compute` is what it should do."""
    def write(folder):
        graph = helper.make_graph(
            nodes, name,
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, s) for n, s in inputs.items()],
            [helper.make_tensor_value_info(n, TensorProto.FLOAT, None) for n in outputs],
            [numpy_helper.from_array(a, n) for n, a in constants.items()])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
        onnx.save(model, folder / f"{name}.onnx")
        numbers = [np.random.default_rng(7).standard_normal(s).astype(np.float32) for s in inputs.values()]
        made = compute(*map(torch.from_numpy, numbers))
        save(folder / f"{name}.bin", numbers + [t.numpy() for t in (made if isinstance(made, tuple) else (made,))])
    CASES[name] = write


def floats(*shape, seed=3):
    return np.random.default_rng(seed).standard_normal(shape).astype(np.float32)


def register_by_hand():
    weights, bias = floats(8, 3, 3, 3), floats(8, seed=4)
    by_hand("same_upper", [helper.make_node("Conv", ["x", "w", "b"], ["y"], auto_pad="SAME_UPPER", strides=[2, 2])],
            {"x": [1, 3, 8, 8]}, ["y"], {"w": weights, "b": bias},
            lambda x: F.conv2d(F.pad(x, (0, 1, 0, 1)), torch.from_numpy(weights), torch.from_numpy(bias), stride=2))
    half = weights.astype(np.float16)
    by_hand("half_weights", [helper.make_node("Cast", ["w"], ["f"], to=TensorProto.FLOAT),
                             helper.make_node("Conv", ["x", "f"], ["y"])],
            {"x": [1, 3, 6, 6]}, ["y"], {"w": half}, lambda x: F.conv2d(x, torch.from_numpy(half.astype(np.float32))))
    a, c = floats(5, 4), floats(3, 1, seed=9)
    by_hand("gemm_general", [helper.make_node("Gemm", ["x", "a", "c"], ["y"], alpha=0.5, beta=2.0, transA=1)],
            {"x": [5, 3]}, ["y"], {"a": a, "c": c},
            lambda x: 0.5 * x.t() @ torch.from_numpy(a) + 2 * torch.from_numpy(c))
    by_hand("shared_weights", [
        helper.make_node("Conv", ["x", "w"], ["p"]), helper.make_node("BatchNormalization", ["p", "s", "b", "m", "v"], ["q"]),
        helper.make_node("Conv", ["x", "w"], ["r"]), helper.make_node("Sub", ["q", "r"], ["y"])],
        {"x": [1, 3, 5, 5]}, ["y"],
        {"w": weights, "s": np.abs(bias), "b": bias, "m": bias * 0.5, "v": np.abs(bias) + 1},
        lambda x: F.batch_norm(F.conv2d(x, torch.from_numpy(weights)), torch.from_numpy(bias * 0.5),
                               torch.from_numpy(np.abs(bias) + 1), torch.from_numpy(np.abs(bias)), torch.from_numpy(bias))
        - F.conv2d(x, torch.from_numpy(weights)))
    by_hand("outputs_of_all_kinds", [
        helper.make_node("Identity", ["x"], ["same"]), helper.make_node("Relu", ["x"], ["y"]),
        helper.make_node("Reshape", ["y", "shape"], ["flat"]), helper.make_node("Neg", ["k"], ["constant"])],
        {"x": [1, 2, 3]}, ["same", "y", "flat", "constant"], {"shape": np.array([6], np.int64), "k": bias},
        lambda x: (x, F.relu(x), F.relu(x).reshape(6), -torch.from_numpy(bias)))


# ---- writing ----


def save(path, arrays):
    path.write_bytes(b"".join(np.ascontiguousarray(a, dtype="<f4").tobytes() for a in arrays))


def export(name, folder):
    make, shapes, opset = CASES[name]
    torch.manual_seed(1)
    network = make()
    network.eval()
    inputs = tuple(torch.randn(*shape) for shape in shapes)
    made = network(*inputs)
    torch.onnx.export(network, inputs, str(folder / f"{name}.onnx"), opset_version=opset, do_constant_folding=False,
                      training=torch.onnx.TrainingMode.PRESERVE)
    save(folder / f"{name}.bin", [t.numpy() for t in inputs + (made if isinstance(made, tuple) else (made,))])


def main():
    root = pathlib.Path(__file__).resolve().parents[2]
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else root / "tests/corpus/nn"
    folder.mkdir(parents=True, exist_ok=True)
    warnings.filterwarnings("ignore")
    torch.set_grad_enabled(False)
    register_by_hand()
    for name, entry in CASES.items():
        if callable(entry):
            entry(folder)
        else:
            export(name, folder)
    print(f"{len(CASES)} cases in {folder}")


if __name__ == "__main__":
    main()
