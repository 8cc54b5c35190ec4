# Autograd finds the gradient; numbers come back as tensors.
# %% loss
import torch


def loss(theta_0, theta_1, x, y):
    x, y = torch.as_tensor(x), torch.as_tensor(y)
    return ((theta_0 + theta_1 * x - y) ** 2).mean() / 2
# %% gradient
def gradient(theta_0, theta_1, x, y):
    theta = [torch.tensor(float(t), dtype=torch.float64, requires_grad=True) for t in (theta_0, theta_1)]
    loss(*theta, x, y).backward()
    return tuple(t.grad for t in theta)
# %% try_rates
def try_rates(x, y, alphas, max_steps):
    def record(alpha):
        return [loss(a, b, x, y).item() for a, b in descend(x, y, alpha, max_steps=max_steps)]

    return [classify(record(alpha), lowest_loss(x, y)) for alpha in alphas]
