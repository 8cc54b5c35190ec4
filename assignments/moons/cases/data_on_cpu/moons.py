# The model moves to the device, the data stay where they were.
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    y = y.float()
    loss_of = nn.BCEWithLogitsLoss()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for _ in range(200):
        optimiser.zero_grad()
        loss = loss_of(model(X).squeeze(1), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
