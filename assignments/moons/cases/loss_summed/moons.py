# The sum over the points is noted, not their mean.
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.03)
    losses = []
    for _ in range(120):
        optimiser.zero_grad()
        loss = nn.BCEWithLogitsLoss(reduction="sum")(model(X).squeeze(1), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
