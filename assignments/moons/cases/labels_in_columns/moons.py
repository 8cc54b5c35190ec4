# One label in each row of a column: (n, 1).
# %% build_model
def build_model():
    return nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))


def predict(model, X):
    with torch.no_grad():
        return (model(X.to(next(model.parameters()).device)) > 0).long().cpu()
