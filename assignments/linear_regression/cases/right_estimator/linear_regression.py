# A class in the manner of scikit-learn; an epoch's loss is noted after the update.
# %% fit
class Regressor:
    def __init__(self, rate=0.1, steps=200):
        self.rate, self.steps = rate, steps

    def fit(self, x, y):
        self.a_ = self.b_ = np.float64(0)
        self.losses_ = []
        for _ in range(self.steps):
            self.a_, self.b_ = step(x, y, self.a_, self.b_, self.rate)
            self.losses_.append(mean_squared_error(predict(x, self.a_, self.b_), y))
        return self


def fit(x, y):
    found = Regressor().fit(x, y)
    return found.a_, found.b_, found.losses_
# %% train
class Trainer:
    def __init__(self, model, device):
        self.model = model.to(device)
        self.device = device
        self.optimiser = torch.optim.SGD(model.parameters(), lr=0.1)

    def __call__(self, x, y, steps):
        x, y = x.to(self.device), y.to(self.device)
        for _ in range(steps):
            self.optimiser.zero_grad()
            ((self.model(x).squeeze(1) - y) ** 2).mean().backward()
            self.optimiser.step()
            with torch.no_grad():
                yield ((self.model(x).squeeze(1) - y) ** 2).mean().item()


def train(model, x, y, device="cpu"):
    return list(Trainer(model, device)(x, y, 200))
