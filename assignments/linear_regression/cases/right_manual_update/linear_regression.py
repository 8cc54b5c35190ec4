# No optimiser: the update by hand under no_grad, gradients zeroed in place.
# %% train
def train(model, x, y, device="cpu"):
    model.to(device)
    x, y = x.to(device), y.to(device)
    losses = []
    for _ in range(200):
        loss = (model(x)[:, 0] - y).pow(2).mean()
        loss.backward()
        with torch.no_grad():
            for parameter in model.parameters():
                parameter -= 0.1 * parameter.grad
                parameter.grad.zero_()
        losses.append(float(loss.detach()))
    return losses
