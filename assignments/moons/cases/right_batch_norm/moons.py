# Batch normalisation and dropout: the model behaves differently in training.
# %% build_model
def block(n, m):
    return nn.Sequential(nn.Linear(n, m), nn.BatchNorm1d(m), nn.ReLU(), nn.Dropout(0.02))


def build_model():
    return nn.Sequential(block(2, 32), block(32, 32), nn.Linear(32, 1))


def predict(model, X):
    model.eval()
    device = next(model.parameters()).device
    with torch.no_grad():
        return (model(X.to(device)).squeeze(1) > 0).long().cpu()
# %% train
def train(model, X, y, device="cpu"):
    model.to(device).train()
    X, y = X.to(device), y.to(device).float()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for _ in range(120):
        optimizer.zero_grad()
        loss = nn.BCEWithLogitsLoss()(model(X).squeeze(1), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
