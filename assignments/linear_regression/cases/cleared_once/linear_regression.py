# Old gradients are cleared once, before the loop.
# %% train
def train(model, x, y, device="cpu"):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.001)
    optimiser.zero_grad()
    losses = []
    for _ in range(100):
        loss = nn.MSELoss()(model(x).squeeze(1), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
