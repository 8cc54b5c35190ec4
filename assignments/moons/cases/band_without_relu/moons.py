# No activation between the layers: x1 cancels.
# %% build_band
def build_band():
    first, second = nn.Linear(2, 2), nn.Linear(2, 1)
    with torch.no_grad():
        first.weight.copy_(torch.tensor([[1.0, 0.0], [-1.0, 0.0]]))
        first.bias.copy_(torch.tensor([-5.0, -5.0]))
        second.weight.copy_(torch.tensor([[1.0, 1.0]]))
        second.bias.copy_(torch.tensor([-0.01]))
    return nn.Sequential(first, second)
