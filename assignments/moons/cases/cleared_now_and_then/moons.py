# Clears the gradients only every other time.
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    optimiser = torch.optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for number in range(150):
        if number % 2 == 0:
            optimiser.zero_grad()
        loss = nn.BCEWithLogitsLoss()(model(X).squeeze(1), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
