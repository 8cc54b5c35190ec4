# Trains a model of its own, not the one that was handed in.
# %% train
def train(model, x, y, device="cpu"):
    model = build_model().to(device)
    x, y = x.to(device), y.to(device)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(100):
        optimiser.zero_grad()
        loss = nn.MSELoss()(model(x).squeeze(1), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
