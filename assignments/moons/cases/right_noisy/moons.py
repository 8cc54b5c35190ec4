# Prints, plots, warnings and progress; helpers and tries in cells of their own.
# %%
import warnings

warnings.warn("here I come")
print("hi " * 100)
# %% accuracy
def accuracy(predicted, y):
    print("accuracy of", predicted[:3], y[:3])
    return 1.0 - (predicted - y).abs().float().mean().item()
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
    losses = []
    for number in range(120):
        optimizer.zero_grad()
        loss = nn.BCEWithLogitsLoss()(model(X).squeeze(1), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        print(f"\rstep {number}: {losses[-1]:.4f}", end="", flush=True)
    warnings.warn("done")
    plt.figure()
    plt.plot(losses)
    plt.show()
    return losses
# %%
tried = build_model()
print(train(tried, X_moons, y_moons)[-1])
%time predict(tried, X_moons)
plt.scatter(*X_moons.T, c=predict(tried, X_moons))
plt.show()
