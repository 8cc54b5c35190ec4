# A second-order optimiser with a closure.
# %% build_model
def build_model():
    return nn.Sequential(nn.Linear(2, 16), nn.Tanh(), nn.Linear(16, 16), nn.Tanh(), nn.Linear(16, 1))


def predict(model, X):
    model.eval()
    z = model(X.to(next(model.parameters()).device)).detach().cpu().numpy().ravel()
    return torch.from_numpy((z > 0).astype(np.int64))
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    optimizer = torch.optim.LBFGS(model.parameters(), lr=0.5, max_iter=10, line_search_fn="strong_wolfe")
    losses = []

    def closure():
        optimizer.zero_grad()
        z = model(X).squeeze(1)
        loss = nn.functional.binary_cross_entropy_with_logits(z, y) + 1e-4 * sum((p**2).sum() for p in model.parameters())
        loss.backward()
        return loss

    for _ in range(12):
        losses.append(float(optimizer.step(closure)))
    losses.append(float(closure()))
    return losses
