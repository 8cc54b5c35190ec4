# 0.0 and 1.0 are no integers.
# %% build_model
def build_model():
    return nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))


def predict(model, X):
    with torch.no_grad():
        return torch.sigmoid(model(X.to(next(model.parameters()).device))).squeeze(1).round().cpu()
