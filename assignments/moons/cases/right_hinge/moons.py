# Labels -1 and 1 and a squared hinge.
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, sign = X.to(device), (2 * y - 1).to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    losses = []
    for _ in range(150):
        optimizer.zero_grad()
        loss = (1 - sign * model(X).squeeze(-1)).clamp(min=0).square().mean()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses
