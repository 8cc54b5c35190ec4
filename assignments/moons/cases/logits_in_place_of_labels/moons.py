# predict gives the model's logits as they are.
# %% build_model
def build_model():
    return nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))


def predict(model, X):
    with torch.no_grad():
        return model(X.to(next(model.parameters()).device)).squeeze(1).cpu()
