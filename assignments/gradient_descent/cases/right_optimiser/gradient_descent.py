# torch.optim.SGD takes the steps of descend.
# %% descend
import torch


def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    theta = torch.nn.Parameter(torch.tensor([float(s) for s in start], dtype=torch.float64))
    x, y = torch.from_numpy(x), torch.from_numpy(y)
    sgd = torch.optim.SGD([theta], lr=alpha)
    path = [tuple(theta.tolist())]
    while len(path) <= max_steps:
        sgd.zero_grad()
        (0.5 * torch.mean((theta[0] + theta[1] * x - y) ** 2)).backward()
        sgd.step()
        path.append(tuple(theta.tolist()))
        if max(abs(p - q) for p, q in zip(path[-1], path[-2])) < tolerance:
            break
    return path
