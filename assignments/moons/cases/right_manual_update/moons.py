# Cross-entropy written out, gradients by autograd.grad, Adam by hand.
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    parameters = list(model.parameters())
    m = [torch.zeros_like(p) for p in parameters]
    v = [torch.zeros_like(p) for p in parameters]
    losses = []
    for t in range(1, 151):
        p = torch.sigmoid(model(X).squeeze(1)).clamp(1e-6, 1 - 1e-6)
        loss = -(y * p.log() + (1 - y) * (1 - p).log()).mean()
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for w, g, a, b in zip(parameters, gradients, m, v):
                a.mul_(0.9).add_(0.1 * g)
                b.mul_(0.999).add_(0.001 * g * g)
                w -= 0.02 * (a / (1 - 0.9**t)) / ((b / (1 - 0.999**t)).sqrt() + 1e-8)
        losses.append(loss.item())
    return losses
