# The band from the other side: both neurons are on in the middle, and the two of them add up to 10 there.
# %% build_band
def build_band():
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    model.load_state_dict(
        {
            "0.weight": torch.tensor([[-1.0, 0.0], [1.0, 0.0]]),
            "0.bias": torch.tensor([5.0, 5.0]),
            "2.weight": torch.tensor([[1.0, 1.0]]),
            "2.bias": torch.tensor([-10.05]),
        }
    )
    return model
# %% accuracy
accuracy = lambda predicted, y: float(np.mean(np.asarray(predicted) == np.asarray(y)))
# %% merge
def merge(W1, b1, W2, b2):
    def both(x):
        return nn.functional.linear(nn.functional.linear(x, W1, b1), W2, b2)

    b = both(torch.zeros(W1.shape[1]))
    return torch.stack([both(e) - b for e in torch.eye(W1.shape[1])], dim=1), b
