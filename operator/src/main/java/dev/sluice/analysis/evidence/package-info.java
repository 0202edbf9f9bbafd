/**
 * The statistics: sequential tests of whether one version, the candidate, is worse than another,
 * the baseline. They may be looked at after every scrape and still reject a good candidate only
 * with a known, small probability. They count requests and know nothing of releases.
 *
 * <h2>How to read it</h2>
 *
 * <ol>
 *   <li>A {@link dev.sluice.analysis.evidence.IntervalCounts} is what both versions did in the same
 *       seconds.
 *   <li>A {@link dev.sluice.analysis.evidence.HalfPlane} is a claim about the two error shares. A
 *       block and a bet against the claim give an <em>e-value</em>: a number whose expectation is
 *       at most 1 while the claim holds. {@link dev.sluice.analysis.evidence.RiskRatio} is the
 *       special case in which the unknown error share cancels.
 *   <li>{@link dev.sluice.analysis.evidence.HarmProcess} multiplies e-values block after block into
 *       a capital that starts at 1, for "the candidate is not worse than tolerated". Capital of
 *       1/alpha is a reason to roll back.
 *   <li>{@link dev.sluice.analysis.evidence.FitnessProcess} does the same for "the candidate is too
 *       bad for the next weight". Capital of 1/beta is a reason to advance.
 *   <li>{@link dev.sluice.analysis.evidence.TrafficShareProcess} does the same for "the candidate
 *       gets its share of the requests".
 *   <li>{@link dev.sluice.analysis.evidence.Dispersion} says how far failures come in clumps, which
 *       divides all evidence; {@link dev.sluice.analysis.evidence.LatencyBounds} turns a histogram
 *       into counts of slow requests; {@link dev.sluice.analysis.evidence.Combination} merges the
 *       capitals of several metrics.
 * </ol>
 *
 * <h2>Notation</h2>
 *
 * In formulas {@code c} is the candidate, {@code s} the baseline; {@code n} requests, {@code e}
 * errors, {@code p} true shares of errors, {@code q} the shares that a bet expects, {@code pi} the
 * point of the claim that is nearest to the bet. All capital is kept as its natural logarithm:
 * large counts overflow anything else. "Errors" are what a metric counts as bad; for latency these
 * are the requests slower than a bound.
 *
 * <h2>Why it is valid</h2>
 *
 * Capital against a claim that holds is a nonnegative supermartingale that starts at 1, so it ever
 * reaches 1/alpha with probability at most alpha (Ville 1939; Ramdas, Grünwald, Vovk and Shafer,
 * "Game-theoretic statistics and safe anytime-valid inference", 2023). Three things make it one
 * here; {@code ValidityTest} checks each by exact enumeration.
 *
 * <ol>
 *   <li><em>Independent requests.</em> Given the past and the two numbers of requests, let requests
 *       fail independently with shares inside the claim, which may differ from block to block in
 *       any way. One candidate request has {@code E[(qc/pi)^y exp(pi - qc)] <= exp((pc - pi)(qc -
 *       pi)/pi)}, by {@code 1 + x <= exp(x)}; likewise one of the baseline. The product over all
 *       requests has an exponent that is at most 0: this is the first-order condition for {@code
 *       pi} being the projection of the bet on a convex claim. Nothing is assumed about the size of
 *       the shares.
 *   <li><em>Clumps.</em> If failures come in independent clumps of at most phi requests of one
 *       version, the e-value to the power 1/phi has expectation at most 1, by Bernoulli's
 *       inequality for each clump.
 *   <li><em>Random routing.</em> If rho is at least 1 and a request would have failed with either
 *       version, the candidate's errors are hypergeometric given the pattern of failures, because
 *       the proxy draws the version of each request independently. By Hoeffding ("Probability
 *       inequalities for sums of bounded random variables", 1963, sampling without replacement) the
 *       first case bounds this one. So outages of what both versions depend on are harmless,
 *       however long and however correlated.
 * </ol>
 *
 * Bets, stakes and the borders of blocks may depend on everything before a block and on nothing
 * within it. What none of this covers: failures that stick to one version for reasons other than
 * its code, such as one bad node under its only pod.
 */
package dev.sluice.analysis.evidence;
