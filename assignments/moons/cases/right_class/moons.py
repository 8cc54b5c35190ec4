# A class that holds everything, called through the functions of the table.
# %% build_model
from dataclasses import dataclass, field


@dataclass
class Config:
    width: int = 24
    rate: float = 0.03
    steps: int = 150
    record: list = field(default_factory=list)


class Classifier(nn.Module):
    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.layers = nn.ModuleList([nn.Linear(2, config.width), nn.Linear(config.width, config.width)])
        self.head = nn.Linear(config.width, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            x = nn.functional.leaky_relu(layer(x))
        return self.head(x).squeeze(-1)

    def fit(self, X: torch.Tensor, y: torch.Tensor) -> list[float]:
        optimizer = torch.optim.Adam(self.parameters(), lr=self.config.rate)
        for _ in range(self.config.steps):
            optimizer.zero_grad()
            loss = nn.functional.soft_margin_loss(self(X), 2.0 * y - 1)
            loss.backward()
            optimizer.step()
            self.config.record.append(loss.item())
        return self.config.record


def build_model() -> Classifier:
    return Classifier(Config())


def predict(model: Classifier, X: torch.Tensor) -> torch.Tensor:
    return torch.as_tensor(model(X.to(model.head.weight.device)) > 0, dtype=torch.long).cpu()
# %% train
def train(model: Classifier, X: torch.Tensor, y: torch.Tensor, device: str = "cpu") -> list[float]:
    return model.to(device).fit(X.to(device), y.to(device))
