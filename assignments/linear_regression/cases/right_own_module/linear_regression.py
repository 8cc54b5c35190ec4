# An nn.Module with two parameters of its own, and the loss written out.
# %% build_model
class Line(nn.Module):
    def __init__(self):
        super().__init__()
        self.slope = nn.Parameter(torch.zeros(1))
        self.intercept = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return self.slope * x + self.intercept


def build_model():
    return Line()


def line_of(model):
    return float(model.slope), float(model.intercept)
# %% train
def train(model, x, y, device="cpu"):
    model = model.to(device)
    x = x.to(device)
    y = y.to(device).view(-1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    history = []
    for epoch in range(150):
        loss = ((model(x) - y) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        history.append(loss.item())
    return history
