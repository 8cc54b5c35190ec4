"""Who we are on GitHub: a token, or an installation of a GitHub App, from the environment."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import requests
from github import Auth, GithubException, GithubIntegration
from jwt import PyJWTError

from autograder.errors import OperatorError
from autograder.github.client import ACTIONS_BOT, TIMEOUT, GitHub, Say
from autograder.github.clock import Clock, SystemClock
from autograder.github.errors import NotFoundError, UnclearError, refusal

API = "https://api.github.com"


def sign_in(
    environment: Mapping[str, str],
    repository: str,
    *,
    permissions: Mapping[str, str] | None = None,
    clock: Clock | None = None,
    say: Say | None = None,
    timeout: int = TIMEOUT,
) -> GitHub:
    """A client for a repository.

    With ``AUTOGRADER_APP_ID`` and ``AUTOGRADER_APP_KEY`` it is the GitHub App's installation in that
    repository, otherwise ``GITHUB_TOKEN`` or ``GH_TOKEN``.  ``GITHUB_API_URL`` names another server.

    Args:
        environment: Usually ``os.environ``.
        repository: "owner/name".
        permissions: Of the App's rights, those to ask for, e.g. ``{"issues": "write"}``; None for all.
        clock: Where the time comes from.
        say: Tells a person why we wait.
        timeout: Seconds to wait for an answer.

    Raises:
        OperatorError: There is nothing to sign in with, or GitHub does not accept it.
    """
    if "/" not in repository:
        raise OperatorError(
            "no repository is named",
            where="course.toml, [github]",
            remedy='write repository = "OWNER/NAME"',
        )
    clock = clock or SystemClock()
    url = environment.get("GITHUB_API_URL") or API
    login = environment.get("AUTOGRADER_LOGIN", "")
    app, key = environment.get("AUTOGRADER_APP_ID"), environment.get("AUTOGRADER_APP_KEY")
    if app and key:
        auth, slug = _installation(app, key, repository, url, permissions, clock)
        return GitHub(auth, url, login=login or f"{slug}[bot]", clock=clock, say=say, timeout=timeout)
    token = environment.get("GITHUB_TOKEN") or environment.get("GH_TOKEN")
    if not token:
        raise OperatorError(
            "there is no token to sign in to GitHub with",
            where="environment",
            remedy="set GITHUB_TOKEN, or AUTOGRADER_APP_ID and AUTOGRADER_APP_KEY",
        )
    if not login and environment.get("GITHUB_ACTIONS") == "true" and token.startswith("ghs_"):
        login = ACTIONS_BOT  # such a token cannot ask who it is
    return GitHub(Auth.Token(token), url, login=login, clock=clock, say=say, timeout=timeout)


class _App(msgspec.Struct):
    slug: str


def _installation(
    app: str, key: str, repository: str, url: str, permissions: Mapping[str, str] | None, clock: Clock
) -> tuple[Auth.Auth, str]:
    auth = Auth.AppAuth(int(app) if app.isdigit() else app, key)
    owner, name = repository.split("/", 1)
    where = f"GitHub App {app}"
    try:
        with GithubIntegration(
            auth=auth,
            base_url=url,
            retry=None,
            seconds_between_requests=0,
            seconds_between_writes=0,
        ) as integration:
            slug = integration.get_app().slug
            number = integration.get_repo_installation(owner, name).id
    except requests.RequestException as error:
        raise UnclearError(f"GitHub did not answer ({type(error).__name__})", where=where) from error
    except GithubException as error:
        found = refusal(error, where, clock.time())
        if isinstance(found, NotFoundError):
            raise OperatorError(
                f"the App is not installed in {repository}",
                where=where,
                remedy="install it there: the App's page, Install App",
            ) from error
        raise found from error
    except (ValueError, TypeError, PyJWTError) as error:
        raise OperatorError(
            f"the App's key cannot be used: {error}",
            where="AUTOGRADER_APP_KEY",
            remedy="set it to the whole text of the .pem file",
        ) from error
    return auth.get_installation_auth(number, dict(permissions) if permissions else None), slug
