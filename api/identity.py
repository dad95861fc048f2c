"""Who is asking: a bearer token becomes an Actor, or the request is turned away. No token is nobody (anonymous)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import jwt

from api.database import INIT
from api.errors import Hindrance
from api.settings import Settings
from policies.actor import ANONYMOUS, Actor
from register import accounts, clock
from register.store import Store

ALGORITHM = "HS256"  # pinned: what a token says of itself is never asked
CLAIMS = ["exp", "iat", "iss", "aud", "sub"]
LEEWAY = timedelta(seconds=10)  # two clocks rarely agree
MOST_CHARACTERS = 4096


class Unauthenticated(Exception):
    """There is a token and it is not good; why it is not is for the log, not for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Issues tokens and reads them; the server and the commands share one key."""

    key: str = field(repr=False)
    issuer: str
    audience: str

    @classmethod
    async def of(cls, settings: Settings, store: Store) -> "Tokens":
        """Take the configured key, else the one `init` left in the database."""
        key = settings.token_key or await accounts.signing_key(store)
        if key is None:
            raise Hindrance(f"there is no key to sign tokens with: {INIT}, or set TOKEN_KEY")
        return cls(key, settings.token_issuer, settings.token_audience)

    def issue(self, account: str, lifetime: timedelta) -> str:
        """Sign a token for an account."""
        now = clock.now()
        claims = {"iss": self.issuer, "aud": self.audience, "sub": account, "iat": now, "exp": now + lifetime}
        return jwt.encode(claims, self.key, algorithm=ALGORITHM)

    def account_of(self, token: str) -> str:
        """Read whose token it is."""
        if len(token) > MOST_CHARACTERS:
            raise Unauthenticated("the token is longer than any of ours")
        try:
            claims = jwt.decode(
                token,
                self.key,
                algorithms=[ALGORITHM],
                issuer=self.issuer,
                audience=self.audience,
                leeway=LEEWAY,
                options={"require": CLAIMS},
            )
        # Beside its own errors the library lets through what JSON of an absurd shape or number raises.
        except (jwt.PyJWTError, ArithmeticError, RecursionError, TypeError, ValueError) as error:
            raise Unauthenticated(type(error).__name__) from error
        return str(claims["sub"])


async def actor_of(store: Store, tokens: Tokens, authorization: Sequence[str]) -> Actor:
    """Tell who asks, from the Authorization headers of a request."""
    if not authorization:
        return ANONYMOUS
    scheme, _, token = authorization[0].partition(" ")
    if len(authorization) > 1 or scheme.lower() != "bearer":
        raise Unauthenticated("the request carries something else than one bearer token")
    actor = await accounts.actor(store, tokens.account_of(token.strip()))
    if actor is None:
        raise Unauthenticated("the token names an account that is not on the register")
    return actor
