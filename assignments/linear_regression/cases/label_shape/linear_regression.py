# (n, 1) minus (n,) spreads out to (n, n): every prediction is compared with every label.
# %% train
def train(model, x, y, device="cpu"):
    model.to(device)
    x, y = x.to(device), y.to(device)
    loss_of = nn.MSELoss()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(300):
        optimiser.zero_grad()
        loss = loss_of(model(x), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
