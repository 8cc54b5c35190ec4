# A model without parameters: it remembers the points and asks the nearest.
# %% build_model
class Neighbours(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("X", torch.zeros(20, 2))
        self.register_buffer("y", torch.zeros(20).long())

    def forward(self, x):
        near = torch.cdist(x, self.X).topk(15, largest=False).indices
        return self.y[near].float().mean(dim=1)


def build_model():
    return Neighbours()


def predict(model, X):
    return (model(X.to(model.X.device)) > 0.5).long().cpu()
# %% train
def train(model, X, y, device="cpu"):
    model.X, model.y = X.to(device), y.to(device)
    guess = (y.float().mean() - y.float()).square().mean().item()
    return [guess, (model(model.X) - model.y).square().mean().item()]
