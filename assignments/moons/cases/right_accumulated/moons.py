# Gradients of four mini-batches are added up on purpose before each update.
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for _ in range(150):
        optimizer.zero_grad()
        total = 0.0
        for part in torch.arange(len(X), device=device).chunk(4):
            loss = nn.functional.binary_cross_entropy_with_logits(model(X[part]).squeeze(1), y[part])
            (loss * len(part) / len(X)).backward()
            total += loss.item() * len(part) / len(X)
        optimizer.step()
        losses.append(total)
    return losses
