# (n, 1) minus (n,) spreads out to (n, n): every prediction is compared with every label.
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.05)
    losses = []
    for _ in range(50):
        optimiser.zero_grad()
        loss = ((torch.sigmoid(model(X)) - y) ** 2).mean()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
