# Double precision throughout; numbers come back as zero-dimensional arrays and tensors.
# %% mean_squared_error
def mean_squared_error(predicted, y):
    return np.array(np.mean(np.square(np.float64(predicted) - np.float64(y))))
# %% build_model
class Double(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(1, 1, dtype=torch.float64)

    def forward(self, x):
        return self.layer(x.double())


def build_model():
    return Double()


def line_of(model):
    return tuple(parameter.detach().cpu().numpy().ravel()[0] for parameter in model.layer.parameters())
# %% train
def train(model, x, y, device="cpu"):
    model.to(device)
    x, y = x.to(device, torch.float64), y.to(device, torch.float64)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.5, nesterov=True)
    losses = []
    for _ in range(150):
        optimiser.zero_grad()
        loss = nn.MSELoss()(model(x), y[:, None])
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
