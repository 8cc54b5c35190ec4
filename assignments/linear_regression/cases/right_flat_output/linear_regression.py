# The model's output has the shape (n,); RMSprop and a plateau scheduler.
# %% build_model
class Flat(nn.Linear):
    def forward(self, x):
        return super().forward(x).flatten()


def build_model():
    return Flat(1, 1)


def line_of(model):
    state = model.state_dict()
    return state["weight"].cpu().numpy().item(), state["bias"].cpu().numpy().item()
# %% train
def train(model, x, y, device="cpu"):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimiser = torch.optim.RMSprop(model.parameters(), lr=0.05)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, factor=0.5, patience=5)
    losses = torch.zeros(300)
    for number in range(300):
        optimiser.zero_grad()
        loss = nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimiser.step()
        plateau.step(loss)
        losses[number] = loss.detach()
    return losses.tolist()
