#!/usr/bin/env python3
"""Reference values for the kinds of metrics: classes of responses, stakes, and whole runs.

Prints operator/src/test/resources/analysis-kinds-vectors.json. KindsVectorsTest holds the product
against that file, and the file against this script.

The rules are those of docs/analysis.md. The formulas are written as their sources have them, not as
the product does: a projection is found by bisection, a conditional likelihood ratio by its two
probabilities. All arithmetic is decimal with 40 digits, so that the output is the same everywhere.
"""

import json
from decimal import Decimal, getcontext

getcontext().prec = 40

ZERO, ONE = Decimal(0), Decimal(1)

# --- Classes of responses -------------------------------------------------------------------------

# Numbers from https://grpc.github.io/grpc/core/md_doc_statuscodes.html.
UNKNOWN, INTERNAL, UNAVAILABLE, DATA_LOSS = 2, 13, 14, 15
INVALID_ARGUMENT, NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED = 3, 5, 6, 7
FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED, UNAUTHENTICATED = 9, 11, 12, 16

SERVER_AT_FAULT = {UNKNOWN, INTERNAL, UNAVAILABLE, DATA_LOSS}
REQUEST_WRONG = {
    INVALID_ARGUMENT,
    NOT_FOUND,
    ALREADY_EXISTS,
    PERMISSION_DENIED,
    UNAUTHENTICATED,
    FAILED_PRECONDITION,
    OUT_OF_RANGE,
    UNIMPLEMENTED,
}

HTTP = [0, 100, 200, 204, 301, 304, 400, 401, 403, 404, 405, 408, 409, 410, 413, 422, 428, 429, 431]
HTTP += [451, 499, 500, 501, 502, 503, 504, 505, 511, 599]
GRPC = [None] + list(range(17))


def counted(http, grpc):
    """What a response with these statuses counts as; grpc is None if it is not gRPC."""
    answered = http != 0
    return {
        "errors": answered and (500 <= http < 600 or grpc in SERVER_AT_FAULT),
        "client-errors": answered
        and ((400 <= http < 500 and http not in (408, 429)) or grpc in REQUEST_WRONG),
        "abandoned": not answered,
        "answered": answered,
    }


def classes():
    for http in HTTP:
        for grpc in GRPC:
            yield {
                "http": str(http),
                "grpc": "" if grpc is None else str(grpc),
                "counted": [name for name, yes in counted(http, grpc).items() if yes],
            }


# --- Stakes ---------------------------------------------------------------------------------------

SHARES = {
    "ERRORS": Decimal("0.45"),
    "CLIENT_ERRORS": Decimal("0.15"),
    "ABANDONED": Decimal("0.15"),
    "LATENCY": Decimal("0.25"),
}
DEFAULT_KINDS = {
    "errors": "ERRORS",
    "latency": "LATENCY",
    "client-errors": "CLIENT_ERRORS",
    "abandoned": "ABANDONED",
}


def stakes(kinds):
    """Stake of each metric that is enforced and measured: {name: kind} to {name: stake}."""
    compared = [kind for kind in kinds.values() if kind in SHARES]
    total = sum(SHARES[kind] for kind in set(compared))
    return {
        name: SHARES[kind] / compared.count(kind) / total if kind in SHARES else ZERO
        for name, kind in kinds.items()
    }


def wealth(stake, capitals):
    """The weighted average; what is not compared at all is evidence for neither side."""
    if not any(stake.get(name) for name in capitals):
        return ONE
    return sum(stake.get(name, ZERO) * capital for name, capital in capitals.items())


def metric(name, kind, mode="ENFORCE"):
    return {"name": name, "kind": kind, "mode": mode}


DEFAULT_METRICS = [metric(name, kind) for name, kind in DEFAULT_KINDS.items()]


def stake_case(name, metrics, durations, later=()):
    """
    durations: whether the history has a histogram, without which latency cannot be measured
    later: name, metrics that are enforced then, capitals then
    """
    shared = stakes(
        {
            m["name"]: m["kind"]
            for m in metrics
            if m["mode"] == "ENFORCE" and (durations or m["kind"] != "LATENCY")
        }
    )
    return {
        "name": name,
        "metrics": metrics,
        "durations": durations,
        "stakes": {m["name"]: shared.get(m["name"], ZERO) for m in metrics},
        "later": [
            {
                "name": what,
                "metrics": then,
                "capitals": {key: Decimal(value) for key, value in capitals.items()},
                "W": wealth(
                    shared,
                    {
                        m["name"]: Decimal(capitals[m["name"]])
                        for m in then
                        if m["mode"] == "ENFORCE" and m["name"] in capitals
                    },
                ),
            }
            for what, then, capitals in later
        ],
    }


def stake_cases():
    capitals = {"errors": "2.5", "latency": "30", "client-errors": "0.125", "abandoned": "700"}
    without_abandoned = DEFAULT_METRICS[:3]
    observed = [
        dict(m, mode="OBSERVE" if m["name"] == "latency" else "ENFORCE") for m in DEFAULT_METRICS
    ]
    more = DEFAULT_METRICS + [metric("checkout", "ERRORS")]
    yield stake_case(
        "all four kinds",
        DEFAULT_METRICS,
        True,
        [
            ("all are still there", DEFAULT_METRICS, capitals),
            ("one is removed", without_abandoned, capitals),
            ("one is set to Observe", observed, capitals),
            (
                "one is added",
                more,
                dict(capitals, checkout="1e9"),
            ),
            (
                "one is removed and one of its kind is added",
                without_abandoned + [metric("given-up", "ABANDONED")],
                dict(capitals, **{"given-up": "1e9"}),
            ),
            ("only the smallest is left", [DEFAULT_METRICS[2]], capitals),
            ("one has lost nearly everything", DEFAULT_METRICS, dict(capitals, errors="1e-300")),
            ("one is enormous", DEFAULT_METRICS, dict(capitals, latency="1e250")),
        ],
    )
    yield stake_case(
        "no histogram of durations",
        DEFAULT_METRICS,
        False,
        [("all are still there", DEFAULT_METRICS, {k: capitals[k] for k in capitals if k != "latency"})],
    )
    yield stake_case(
        "two metrics of errors",
        more,
        True,
        [("both count half", more, dict(capitals, checkout="90"))],
    )
    errors = metric("errors", "ERRORS")
    two_of_latency = [errors, metric("latency", "LATENCY"), metric("slow", "LATENCY")]
    yield stake_case(
        "two of latency, one of errors, no histogram",
        two_of_latency,
        False,
        [("errors have everything", [errors], {"errors": "17"})],
    )
    yield stake_case(
        "two of latency, one of errors",
        two_of_latency,
        True,
        [("one of latency is removed", two_of_latency[:2], {"errors": "0.5", "latency": "900"})],
    )
    queries = [metric("queue", "THRESHOLD"), metric("lag", "THRESHOLD")]
    yield stake_case("queries with bounds only", queries, True, [("nothing is compared", queries, {})])
    yield stake_case(
        "a query beside errors",
        [errors, queries[0]],
        True,
        [("it has no part", [errors, queries[0]], {"errors": "17"})],
    )
    yield stake_case(
        "one is observed from the beginning",
        observed,
        True,
        [
            ("it has no part", observed, capitals),
            ("nor when it is enforced later", DEFAULT_METRICS, capitals),
        ],
    )
    yield stake_case(
        "what callers do alone",
        DEFAULT_METRICS[2:],
        True,
        [("half each", DEFAULT_METRICS[2:], capitals)],
    )


# --- Evidence of one metric -----------------------------------------------------------------------

CASH = Decimal("0.3")
SECONDS_TO_STAKE_ALL = 7200
HAZARD_AFTER_INCREASE = Decimal("0.1")
EFFECTS = [Decimal(x) for x in ("1.5", "2.2", "3.5", "7", "18", "60", "200", "600")]
EFFECTS_SLOW = [Decimal(x) for x in ("1.15", "1.35", "1.7", "2.5", "5")]
KEPT_PER_QUARTER_MINUTE = Decimal("0.99")
PRIOR_ERRORS, PRIOR_REQUESTS = Decimal("0.5"), Decimal(500)
PRIOR_PHI, PRIOR_WEIGHT = Decimal(2), Decimal(20)
CAP, CAP_SLOW = Decimal(10), Decimal(500)


def dispersion(blocks, cap):
    """
    Size of bursts. Quasi-likelihood (McCullagh and Nelder 1989, 4.5) from pairs of neighbours: the
    squared difference of the two shares over its binomial variance, weighted with the errors. Drawn
    towards 2 as by 20 errors, of which one block counts as one at most; never below what was measured.
    """
    weighted = weights = ZERO
    for (n1, e1), (n2, e2) in zip(blocks, blocks[1:]):
        if n1 and n2 and 0 < e1 + e2 < n1 + n2:
            p = Decimal(e1 + e2) / (n1 + n2)
            difference = Decimal(e1) / n1 - Decimal(e2) / n2
            chi = difference**2 / (p * (1 - p) * (ONE / n1 + ONE / n2))
            weighted += (e1 + e2) * chi
            weights += e1 + e2
    measured = weighted / weights if weights else ONE
    seen = min(sum(e for _, e in blocks), len(blocks))
    drawn = (seen * measured + PRIOR_WEIGHT * PRIOR_PHI) / (seen + PRIOR_WEIGHT)
    return max(min(max(drawn, ONE), cap), min(measured, cap))


def projection(nc, ns, rho, delta, qc, qs):
    """
    The point (rho*p + delta, p) of the edge with the least divergence of Poisson counts from the bet
    (qc, qs): the root of the derivative, which rises with p.
    """
    low, high = ZERO, max(qs, qc / rho)
    for _ in range(140):
        p = (low + high) / 2
        if nc * rho * (1 - qc / (rho * p + delta)) + ns * (1 - qs / p) < 0:
            low = p
        else:
            high = p
    return rho * p + delta, p


def poisson(n, e, q, pi):
    """Log likelihood ratio of the share q to the share pi."""
    return e * (q / pi).ln() - n * (q - pi)


class Bets:
    """Capital on several effects; what is kept in hand is bet gradually (Ville 1939)."""

    def __init__(self, effects, phi, history, step):
        self.effects, self.phi, self.step = effects, phi, step
        self.cash = CASH
        self.bets = [(1 - CASH) / len(effects)] * len(effects)
        self.errors = PRIOR_ERRORS + sum(e for _, e in history)
        self.requests = PRIOR_REQUESTS + sum(n for n, _ in history)

    def capital(self):
        return self.cash + sum(self.bets)

    def share(self):
        return self.errors / self.requests

    def play(self, raised, log_e):
        hazard = HAZARD_AFTER_INCREASE if raised else Decimal(self.step) / SECONDS_TO_STAKE_ALL
        staked = self.cash * hazard
        self.cash -= staked
        self.bets = [
            (bet + staked / len(self.bets)) * (log_e(effect) / self.phi).exp()
            for bet, effect in zip(self.bets, self.effects)
        ]

    def remember(self, n, e):
        kept = KEPT_PER_QUARTER_MINUTE ** (Decimal(self.step) / 15)
        self.errors = kept * self.errors + e
        self.requests = kept * self.requests + n


SPAN_SECONDS = 300
KNOWN_REQUESTS = 500
HALF_LIFE_SECONDS = 30
OUTAGE_SHARE, OUTAGE_TIMES, OUTAGE_REQUESTS = Decimal("0.05"), 3, 20
ODDS = Decimal(20)
NO_OUTAGE, UNSHARED, SHARED = 0, 1, 2


def usual_share(blocks, step):
    """Of the best five minutes, or of the better half of a shorter time; None with few requests."""

    def share(of):
        requests = sum(n for n, _ in of)
        return Decimal(sum(e for _, e in of)) / requests if requests >= KNOWN_REQUESTS else None

    length = max(1, min(SPAN_SECONDS // step, len(blocks) // 2))
    spans = [blocks] + [blocks[i : i + length] for i in range(len(blocks) - length + 1)]
    known = [share(span) for span in spans if share(span) is not None]
    return min(known) if share(blocks) is not None else None


class Recent:
    """Recent requests and errors, the weight of each halved every half minute."""

    def __init__(self):
        self.requests = self.errors = ZERO

    def next(self, n, e, step):
        kept = Decimal("0.5") ** (Decimal(step) / HALF_LIFE_SECONDS)
        self.requests = self.requests * kept + n
        self.errors = self.errors * kept + e

    def outage(self, usual):
        return self.requests >= OUTAGE_REQUESTS and self.errors > self.requests * outage_limit(usual)

    def well(self, usual, failing):
        """20:1 that it fails no more often than outside of outages, rather than like the other."""
        limit, other = outage_limit(usual), failing.errors / failing.requests
        if self.errors > self.requests * limit:
            return False
        if other == 1:
            return self.errors < self.requests
        odds = (limit / other) ** self.errors * ((1 - limit) / (1 - other)) ** (
            self.requests - self.errors
        )
        return odds >= ODDS


def outage_limit(usual):
    return max(OUTAGE_SHARE, OUTAGE_TIMES * (usual or ZERO))


def outside_outages(blocks, step):
    """The blocks of the history in which the version was well."""
    usual = usual_share(blocks, step)
    recent, well = Recent(), []
    for n, e in blocks:
        recent.next(n, e, step)
        if usual is None or not recent.outage(usual):
            well.append((n, e))
    return well


class Watch:
    """Whether the stable version is in an outage, by one kind of requests."""

    def __init__(self, history, step):
        self.usual, self.step = usual_share(history, step), step
        self.canary, self.stable = Recent(), Recent()

    def next(self, canary, stable):
        self.canary.next(*canary, self.step)
        self.stable.next(*stable, self.step)
        if not self.stable.outage(self.usual):
            return NO_OUTAGE
        return UNSHARED if self.canary.well(self.usual, self.stable) else SHARED


class Share:
    """Failed, refused or abandoned requests: tolerated are rho times the baseline's and delta."""

    def __init__(self, delta, alone, history, step):
        self.rho, self.delta, self.alone = Decimal("1.1"), Decimal(delta), alone
        memory = outside_outages(history, step)
        self.bets = Bets(EFFECTS, dispersion(history, CAP), memory, step)

    def next(self, canary, stable, raised, compared, outage):
        nc, ec = canary
        ns, es = stable
        qs = self.bets.share()
        tolerated = self.rho * qs + self.delta
        if not self.alone and (outage or not compared):
            return

        def log_e(effect):
            qc = max(tolerated, min(effect * tolerated, ONE))
            if not compared:
                # The tolerance as last known is a fixed limit.
                return poisson(nc, ec, qc, tolerated)
            if nc == 0 or ns == 0:
                return ZERO
            pc, ps = projection(nc, ns, self.rho, self.delta, qc, qs)
            return poisson(nc, ec, qc, pc) + poisson(ns, es, qs, ps)

        self.bets.play(raised and compared, log_e)
        if compared and not outage:
            self.bets.remember(ns, es)

    def capital(self):
        return self.bets.capital()


class Slow:
    """Requests slower than one bound, of which rho times the baseline's share is tolerated."""

    def __init__(self, rho, history, step):
        self.rho = rho
        self.bets = Bets(EFFECTS_SLOW, dispersion(history, CAP_SLOW), history, step)

    def next(self, canary, stable, raised):
        nc, ec = canary
        ns, es = stable

        def log_e(effect):
            if nc == 0 or ns == 0:
                return ZERO
            # Given a slow request, the probability that it is the canary's.
            bet = nc * self.rho * effect / (nc * self.rho * effect + ns)
            edge = nc * self.rho / (nc * self.rho + ns)
            return ec * (bet / edge).ln() + es * ((1 - bet) / (1 - edge)).ln()

        self.bets.play(raised, log_e)

    def capital(self):
        return self.bets.capital()


TARGETS = [Decimal(x) for x in ("0.5", "0.1", "0.01", "0.001")]
SLOWDOWN = Decimal("1.1")
IGNORE_BELOW = 25
WARM_UP_SECONDS = 60


def latency_bounds(bounds, within):
    """
    Indices of the bounds whose shares of slow requests are nearest to the targets in log-odds, and the
    tolerated ratio at each: between two bounds the share is taken to fall as a power of the time.
    """
    requests = within[-1]
    slow = [Decimal(requests - w) / requests for w in within[:-1]]

    def log_odds(p):
        return (p / (1 - p)).ln()

    possible = [i for i, b in enumerate(bounds) if i > 0 and b >= IGNORE_BELOW and 0 < slow[i] < 1]
    chosen = {}
    for target in TARGETS:
        nearest = min(possible, key=lambda i: abs(log_odds(slow[i]) - log_odds(target)), default=0)
        if nearest > max(chosen, default=0):
            time = Decimal(bounds[nearest]) / bounds[nearest - 1]
            power = (slow[nearest - 1] / slow[nearest]).ln() / time.ln()
            chosen[nearest] = min(1 / slow[nearest], SLOWDOWN**power)
    return chosen


# --- Whole runs -----------------------------------------------------------------------------------


class Generator:
    """Knuth's linear congruential generator of MMIX, of which the upper 53 bits are taken."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 11) / 2**53

    def below(self, n):
        return int(self.uniform() * n)


BOUNDS = [5, 10, 25, 50, 100, 250, 500, 1000]

# Of requests that take at most each bound, and of all.
USUAL = [0.02, 0.1, 0.35, 0.61, 0.87, 0.985, 0.997, 0.999, 1]
SLOWER = [0.01, 0.05, 0.22, 0.45, 0.76, 0.95, 0.988, 0.997, 1]


def requests(random, most, shares, within):
    """Some requests, at random, by status, and how many of them took at most each bound."""
    count = most // 2 + random.below(most // 2 + 1)
    counts = {"200": 0, "500": 0, "404": 0, "0": 0}
    took = [0] * len(within)
    for _ in range(count):
        u = random.uniform()
        for status, share in shares.items():
            if u < share:
                counts[status] += 1
                break
            u -= share
        else:
            counts["200"] += 1
        v = random.uniform()
        for i, share in enumerate(within):
            took[i] += v < share
    return {"responses": counts, "within": took}


def counts(of, name):
    """Requests and those of them that this metric counts."""
    by = of["responses"]
    kinds = {status: counted(int(status), None) for status in by}
    bad = sum(n for status, n in by.items() if kinds[status][name])
    base = sum(n for status, n in by.items() if name == "abandoned" or kinds[status]["answered"])
    return base, bad


def slow_counts(of, i):
    within = of.get("within")
    return (within[-1], within[-1] - within[i]) if within else (0, 0)


def run(name, seed, step, history_shares, phases, durations=True, most=300, seen=24):
    """
    history_shares: of each block of the history, in turn
    phases: weight, blocks, the canary's shares and durations, the stable version's; without durations
        where they are None
    """
    random = Generator(seed)
    history = [
        requests(random, most, history_shares[k % len(history_shares)], USUAL) for k in range(seen)
    ]
    if not durations:
        for block in history:
            del block["within"]
    shares = {
        kind: Share(delta, kind == "errors", [counts(h, kind) for h in history], step)
        for kind, delta in (("errors", "0.0002"), ("client-errors", "0.01"), ("abandoned", "0.005"))
    }
    slow = {}
    if durations:
        within = [sum(h["within"][i] for h in history) for i in range(len(USUAL))]
        slow = {
            i: Slow(rho, [slow_counts(h, i) for h in history], step)
            for i, rho in latency_bounds(BOUNDS, within).items()
        }
    watches = {
        kind: Watch([counts(h, kind) for h in history], step) for kind in ("errors", "abandoned")
    }
    stake = stakes({n: kind for n, kind in DEFAULT_KINDS.items() if n != "latency" or slow})
    blocks = []
    before = None
    for weight, length, (bad, took), (usual, stable_took) in phases:
        for k in range(length):
            raised = k == 0 and before is not None and weight > before
            canary_most = max(2, int(most * weight * 2))
            canary = requests(random, canary_most, bad, took or USUAL)
            stable = requests(random, most, usual, stable_took or USUAL)
            if weight == 1:
                stable = {"responses": {}, "within": [0] * len(USUAL)}
            if took is None or not durations:
                del canary["within"], stable["within"]
            seen_by = {
                kind: watch.next(counts(canary, kind), counts(stable, kind))
                for kind, watch in watches.items()
            }
            if seen_by["abandoned"] == SHARED:
                # Callers that restart give up the requests to both.
                seen_by["abandoned"] = NO_OUTAGE
            outage = max(seen_by.values()) if weight < 1 else NO_OUTAGE
            for kind, share in shares.items():
                share.next(counts(canary, kind), counts(stable, kind), raised, weight < 1, outage)
            warm = (len(blocks) + 1) * step >= WARM_UP_SECONDS
            for i, bound in slow.items():
                if warm and weight < 1 and not outage:
                    bound.next(slow_counts(canary, i), slow_counts(stable, i), raised)
            capitals = {kind: share.capital() for kind, share in shares.items()}
            if slow:
                capitals["latency"] = sum(s.capital() for s in slow.values()) / len(slow)
            blocks.append(
                {
                    "weight": weight,
                    "canary": canary,
                    "stable": stable,
                    "outage": ("NONE", "UNSHARED", "SHARED")[outage],
                    "capitals": capitals,
                    "W": wealth(stake, capitals),
                }
            )
        before = weight
    return {
        "name": name,
        "stepSeconds": step,
        "bounds": BOUNDS,
        "history": history or None,
        "blocks": blocks,
    }


GOOD = {"500": 0.002, "404": 0.02, "0": 0.01}


def runs():
    same = (GOOD, USUAL)
    yield run(
        "healthy, over all steps and at 100%",
        1,
        15,
        [GOOD],
        [(0.05, 8, same, same), (0.2, 8, same, same), (0.5, 8, same, same), (1, 6, same, same)],
    )
    failing = ({"500": 0.03, "404": 0.02, "0": 0.01}, USUAL)
    yield run(
        "5xx from the second step on",
        2,
        15,
        [GOOD],
        [(0.05, 6, same, same), (0.2, 10, failing, same), (1, 3, failing, same)],
    )
    refusing = ({"500": 0.002, "404": 0.3, "0": 0.01}, USUAL)
    yield run("404, and no histogram", 3, 15, [GOOD], [(0.1, 12, refusing, same)], durations=False)
    hanging = ({"500": 0.002, "404": 0.02, "0": 0.2}, SLOWER)
    yield run(
        "abandoned and slow, every 5 s",
        4,
        5,
        [GOOD],
        [(0.1, 16, hanging, same), (0.5, 8, hanging, same)],
        most=150,
    )
    storm = {"500": 0.1, "404": 0.3, "0": 0.1}
    yield run(
        "bursts of all kinds before and after, durations end",
        5,
        15,
        [GOOD, {}, {}, storm],
        [
            (0.2, 8, same, same),
            (0.2, 6, (storm, SLOWER), (storm, SLOWER)),
            (0.5, 6, (GOOD, None), (GOOD, None)),
            (0.5, 4, (refusing[0], None), (GOOD, None)),
        ],
    )
    broken = ({"500": 0.4, "404": 0.005, "0": 0.002}, USUAL)
    yield run(
        "a broken stable version, well again after a while",
        7,
        15,
        [GOOD] * 12 + [broken[0]] * 12,
        [(0.2, 8, same, broken), (0.5, 6, same, broken), (0.5, 8, same, same), (1, 4, same, same)],
    )
    silent = ({"500": 0.002, "404": 0.02, "0": 0.6}, SLOWER)
    yield run(
        "a stable version that hangs",
        8,
        15,
        [GOOD],
        [(0.2, 4, same, same), (0.2, 10, same, silent)],
    )
    yield run(
        "no history of any kind",
        6,
        15,
        [{}],
        [(0.05, 5, failing, same), (0.5, 5, failing, same)],
        seen=0,
        durations=False,
    )


# --- What is usual ------------------------------------------------------------------------------


def usual_cases():
    random = Generator(9)

    def blocks(shares, most):
        drawn = []
        for share in shares:
            n = most // 2 + random.below(most // 2 + 1)
            drawn.append((n, sum(random.uniform() < share for _ in range(n))))
        return drawn

    for name, step, drawn in (
        ("well all the time", 15, blocks([0.01] * 120, 100)),
        ("broken for twenty minutes", 15, blocks([0.01] * 40 + [0.5] * 80, 100)),
        ("broken at first", 5, blocks([0.3] * 100 + [0.002] * 260, 60)),
        ("two minutes, the second one broken", 15, blocks([0.02] * 4 + [0.6] * 4, 400)),
        ("too few requests", 15, blocks([0.1] * 5, 20)),
    ):
        well = outside_outages(drawn, step)
        yield {
            "name": name,
            "stepSeconds": step,
            "blocks": drawn,
            "usual": usual_share(drawn, step),
            "memory": [sum(n for n, _ in well), sum(e for _, e in well)],
        }


# --- The file -------------------------------------------------------------------------------------


def plain(value):
    """Decimal numbers as the nearest double has them."""
    if isinstance(value, Decimal):
        return float(value)
    if value is None:
        return None
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return [plain(entry) for entry in value] if isinstance(value, (list, tuple)) else value


def lines(entries):
    return "[\n" + ",\n".join("  " + json.dumps(plain(entry)) for entry in entries) + "\n ]"


def main():
    print("{")
    print(' "about": "Written by src/test/python/kinds_vectors.py",')
    print(' "classes": ' + lines(classes()) + ",")
    print(' "stakes": ' + lines(stake_cases()) + ",")
    print(' "usual": ' + lines(usual_cases()) + ",")
    print(' "runs": ' + lines(runs()))
    print("}")


if __name__ == "__main__":
    main()
