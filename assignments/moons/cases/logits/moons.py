# The loss expects logits and is given probabilities.
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    loss_of = nn.BCEWithLogitsLoss()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for _ in range(200):
        optimiser.zero_grad()
        loss = loss_of(torch.sigmoid(model(X).squeeze(1)), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
