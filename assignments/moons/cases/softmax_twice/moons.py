# Cross-entropy takes scores, and applies the softmax itself.
# %% build_model
def build_model():
    return nn.Sequential(nn.Linear(2, 24), nn.ReLU(), nn.Linear(24, 24), nn.ReLU(), nn.Linear(24, 2), nn.Softmax(dim=1))


def predict(model, X):
    with torch.no_grad():
        return model(X.to(next(model.parameters()).device)).argmax(1).cpu()
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device)
    optimiser = torch.optim.Adam(model.parameters(), lr=0.03)
    losses = []
    for _ in range(150):
        optimiser.zero_grad()
        loss = nn.CrossEntropyLoss()(model(X), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
