/**
 * Analyzes a release: what the metrics of its two versions, the candidate and the baseline, are
 * evidence of, and the verdict that follows from it. Nothing here does I/O or reads the clock.
 *
 * <h2>How to read it</h2>
 *
 * <ol>
 *   <li>{@link dev.sluice.analysis.AnalysisPolicy} has the {@link dev.sluice.analysis.MetricRule}s,
 *       {@link dev.sluice.analysis.Stakes} and the rate of false rollbacks. Fixed limits are in
 *       {@code Thresholds}.
 *   <li>A {@link dev.sluice.analysis.Sample} has what both versions did in the same seconds.
 *   <li>{@link dev.sluice.analysis.AnalysisEngine} turns samples into {@link
 *       dev.sluice.analysis.Evidence}, one interval after the other. {@code MetricProcess} does so
 *       for one metric; the statistics are in {@link dev.sluice.analysis.evidence}.
 *   <li>{@code VerdictRules} is the ordered list of checks that give the {@link
 *       dev.sluice.analysis.Verdict}. {@code StakeCombiner} combines the evidence of all metrics,
 *       {@code MetricFindings} describes each of them.
 * </ol>
 *
 * <p>{@link dev.sluice.analysis.Evidence} is recorded with the release, so that a restarted
 * operator continues with the same numbers.
 */
package dev.sluice.analysis;
