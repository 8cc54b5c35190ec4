# torch.autograd.grad gives the gradients without ever filling .grad.
# %% train
def train(model, x, y, device="cpu"):
    model.to(device)
    x, y = x.to(device), y.to(device)
    losses = []
    for _ in range(200):
        loss = torch.mean(torch.square(model(x).reshape(len(y)) - y))
        gradients = torch.autograd.grad(loss, list(model.parameters()))
        with torch.no_grad():
            for parameter, gradient in zip(model.parameters(), gradients):
                parameter.sub_(gradient, alpha=0.1)
        losses.append(loss.item())
    return losses
