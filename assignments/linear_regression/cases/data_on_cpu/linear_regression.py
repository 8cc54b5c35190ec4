# The model moves to the device, the data stay where they were.
# %% train
def train(model, x, y, device="cpu"):
    model.to(device)
    loss_of = nn.MSELoss()
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for _ in range(300):
        optimiser.zero_grad()
        loss = loss_of(model(x).squeeze(1), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    return losses
