"""PyTorch as an engine of the bench: one JSON request a line in, one JSON answer a line out. It builds each network from
the same description and weights as the others (workloads.ts, inputs.ts), with channels before height and width."""
import json
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

work = None


def start(request):
    global device
    cuda = request["backend"] == "webgpu" and torch.cuda.is_available()
    device = torch.device("cuda" if cuda else "cpu")
    torch.set_num_threads(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count())
    name = torch.cuda.get_device_name() if cuda else f"CPU, {torch.get_num_threads()} threads"
    return {"how": f"PyTorch {torch.__version__}, {name}"}


def arrays(path, shapes):
    """The float32 arrays of these shapes, one after the other in the file."""
    values, out, at = np.fromfile(path, dtype=np.float32), [], 0
    for shape in shapes:
        size = int(np.prod(shape))
        out.append(torch.from_numpy(values[at:at + size].reshape(shape).copy()))
        at += size
    return out


def padded(x, size, stride):
    """`same` as TensorFlow has it: the odd row or column goes below and to the right."""
    around = []
    for side in (x.shape[3], x.shape[2]):
        total = max(0, (-(-side // stride) - 1) * stride + size - side)
        around += [total // 2, total - total // 2]
    if around[0] == around[1] == around[2] == around[3]:
        return x, around[0]
    return F.pad(x, around), 0


def forward(layers, x, weights, training):
    """`weights` is an iterator: each layer takes its own."""
    for layer in layers:
        kind = layer["kind"]
        if kind == "convolution":
            pad = 0
            if layer["pad"] == "same":
                x, pad = padded(x, layer["size"], layer["stride"])
            kernel = next(weights)
            x = F.conv2d(x, kernel, next(weights) if layer["bias"] else None, layer["stride"], pad)
        elif kind == "dense":
            matrix = next(weights)  # [to, from], as PyTorch keeps it
            x = F.linear(x, matrix, next(weights))
        elif kind == "batch-norm":
            scale, offset, mean, variance = (next(weights) for _ in range(4))
            x = F.batch_norm(x, mean, variance, scale, offset, False, 0.0, layer_epsilon)
        elif kind == "relu":
            x = F.relu(x)
        elif kind == "leaky-relu":
            x = F.leaky_relu(x, layer["slope"])
        elif kind == "dropout":
            x = F.dropout(x, layer["rate"], training)
        elif kind == "max-pool":
            x = F.max_pool2d(x, 2)
        elif kind == "mean-pool":
            x = x.mean((2, 3))
        elif kind == "flatten":
            x = x.flatten(1)
        elif kind == "residual":
            main = forward(layer["main"], x, weights, training)
            x = main + forward(layer["shortcut"], x, weights, training)
        else:
            raise ValueError(f"There is no layer {kind}.")
    return x


def critic_loss(critic, real, made, share, penalty):
    between = (real * share + made * (1 - share)).requires_grad_()
    gradient, = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
    norms = gradient.flatten(1).norm(dim=1)
    return critic(made).mean() - critic(real).mean() + penalty * ((norms - 1) ** 2).mean()


class Product:
    def __init__(self, a, b):
        self.a, self.b = a.to(device), b.to(device)

    def check(self):
        return [float((self.a @ self.b).double().square().mean())]

    def one(self):
        self.last = self.a @ self.b


class Scoring:
    def __init__(self, layers, weights, x, y):
        self.layers, self.x, self.y = layers, x, y
        self.weights = [one.to(device) for one in weights]

    def check(self):
        probabilities = self.one()
        return [float(-np.log(probabilities[self.y.numpy() > 0]).mean())]

    def one(self):
        with torch.no_grad():
            logits = forward(self.layers, self.x.to(device), iter(self.weights), False)
            return F.softmax(logits, 1).cpu().numpy()


class Training:
    def __init__(self, request, weights, x, y, mix):
        self.layers, self.kind, self.penalty = request["layers"], request["kind"], request["penalty"]
        self.x, self.y, self.mix, self.steps = x, y, mix, request["steps"]
        self.weights = [one.to(device).requires_grad_() for one in weights]
        how = request["adam"]
        betas = (how["beta1"], how["beta2"])
        self.optimizer = torch.optim.Adam(self.weights, how["rate"], betas, how["epsilon"])

    def loss(self, training):
        network = lambda values: forward(self.layers, values, iter(self.weights), training)
        x, y = self.x.to(device), self.y.to(device)
        if self.kind == "critic":
            return critic_loss(network, x, y, self.mix.to(device), self.penalty)
        return F.cross_entropy(network(x), y)

    def step(self, training):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(training)
        loss.backward()
        self.optimizer.step()
        return loss

    def check(self):
        return [float(self.step(False)) for _ in range(self.steps)]

    def one(self):
        self.step(True)


def prepare(request):
    global work, layer_epsilon
    layer_epsilon = request["batchNormEpsilon"]
    *weights, x, y, mix = arrays(request["file"], request["shapes"])
    # a dense layer's matrix is [from, to] in the description
    weights = [one.t().contiguous() if one.dim() == 2 else one for one in weights]
    if request["kind"] == "product":
        work = Product(x, y)
    elif request["phase"] == "scoring":
        work = Scoring(request["layers"], weights, x, y)
    else:
        work = Training(request, weights, x, y if request["kind"] == "critic" else y.argmax(1), mix)
    return {"losses": work.check()}


def run(request):
    begun = time.perf_counter()
    for _ in range(request["batches"]):
        work.one()
    if device.type == "cuda":
        torch.cuda.synchronize()
    return {"seconds": time.perf_counter() - begun}


for line in sys.stdin:
    request = json.loads(line)
    try:
        answer = {"start": start, "prepare": prepare, "run": run}[request["do"]](request)
    except Exception as error:
        answer = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(answer), flush=True)
