# Least squares by the formula, as the text allows: only the first and the last loss.
# %% fit
def fit(x, y):
    a = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    b = y.mean() - a * x.mean()
    return a, b, [np.mean(y**2), np.mean((a * x + b - y) ** 2)]
# %% train
def train(model, x, y, device="cpu"):
    # One Newton step of a quadratic loss is the closed form; it needs fresh gradients only once.
    model.to(device)
    x, y = x.to(device), y.to(device)
    A = torch.cat([x, torch.ones_like(x)], dim=1)
    first = torch.mean((model(x).reshape(-1) - y) ** 2).item()
    solution = torch.linalg.lstsq(A, y.reshape(-1, 1)).solution
    with torch.no_grad():
        model.weight.copy_(solution[0].reshape(1, 1))
        model.bias.copy_(solution[1])
        last = torch.mean((model(x).reshape(-1) - y) ** 2).item()
    return [first, last]
