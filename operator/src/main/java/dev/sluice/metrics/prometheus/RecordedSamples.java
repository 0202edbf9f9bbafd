package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.AnalysisTarget;
import dev.sluice.analysis.Baseline;
import dev.sluice.analysis.MetricsSnapshot;
import dev.sluice.analysis.MissingData;
import dev.sluice.analysis.Sample;
import dev.sluice.metrics.ReleaseKey;
import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Samples of two workloads in the past, counted as the operator would have counted them then.
 *
 * @param steps in order, each once
 * @param baseline the stable version's 30 minutes before, and whose proxies count
 * @param missingData why the last steps are not known; empty if they are
 */
public record RecordedSamples(
    List<Sample> steps, Baseline baseline, Optional<MissingData> missingData) {
  /** No longer than the sampler looks back, so that no point is missed. */
  private static final Duration STRIDE = Duration.ofMinutes(5);

  /** Points in one response, far below the limit of Prometheus. */
  private static final int MAX_POINTS = 1000;

  /** Makes the list unmodifiable. */
  public RecordedSamples {
    steps = List.copyOf(steps);
  }

  /** A query failed. */
  public static final class QueryFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    QueryFailedException(MissingData cause) {
      super(cause.describe());
    }
  }

  /**
   * Reads the samples of a target.
   *
   * @param target the workloads, the start, and the custom queries
   * @param to end of the last step, at the latest
   * @throws QueryFailedException if a query fails
   */
  public static RecordedSamples read(
      PrometheusClient prometheus,
      SamplingGrid grid,
      String namespace,
      AnalysisTarget target,
      Instant to)
      throws QueryFailedException {
    Sampler sampler = new Sampler(prometheus, grid);
    ReleaseKey key = new ReleaseKey(namespace, target.candidate());
    List<Sample> steps = new ArrayList<>();
    Baseline baseline = Baseline.UNKNOWN;
    Optional<MissingData> missing = Optional.empty();
    Instant after = target.after();
    Instant last = to.plus(grid.lag());
    for (Instant now = after; now.isBefore(last); ) {
      now = now.plus(STRIDE).isBefore(last) ? now.plus(STRIDE) : last;
      sampler.track(key, target.knownUntil(after));
      sampler.sample(now);
      if (sampler.isBehind(now)) {
        // The side that counts is known now, and its durations are not.
        sampler.sample(now);
      }
      sampler.sampleCustom(namespace, now);
      MetricsSnapshot snapshot = sampler.snapshot(key, now);
      if (sampler.isBehind(now)) {
        throw new QueryFailedException(
            snapshot.missingData().orElseGet(MissingData.NotQueried::new));
      }
      missing = snapshot.missingData();
      if (snapshot.history().isPresent()) {
        baseline =
            new Baseline(
                snapshot.history().get(),
                snapshot.counting().reporter(),
                snapshot.counting().unattributedShare());
      }
      for (Sample sample : snapshot.steps()) {
        if (sample.time() > after.getEpochSecond()) {
          steps.add(sample);
          after = Instant.ofEpochSecond(sample.time());
        }
      }
    }
    return new RecordedSamples(steps, baseline, missing);
  }

  /**
   * The newest canary that had requests in that time.
   *
   * @param prefix start of their names; a number follows
   * @throws QueryFailedException if the query fails
   */
  public static Optional<String> newest(
      PrometheusClient prometheus, String namespace, String prefix, Instant from, Instant to)
      throws QueryFailedException {
    long length = Math.max(1, Duration.between(from, to).toSeconds());
    long step = Math.max(1, length / MAX_POINTS);
    // A scrape between two points would be missed if the window were shorter than the step.
    String query =
        "count by (%s) (last_over_time(istio_requests_total{%s=\"source\",%s=\"%s\",%s=~\"%s[0-9]+\"}[%ds]))"
            .formatted(
                Queries.WORKLOAD,
                Queries.REPORTER,
                Queries.NAMESPACE,
                namespace,
                Queries.WORKLOAD,
                prefix,
                Math.max(60, 2 * step));
    QueryResult result =
        prometheus.query(
            new RangeQuery(query, new TimeRange(from.getEpochSecond(), to.getEpochSecond()), step));
    if (result instanceof QueryResult.Failure failure) {
      throw new QueryFailedException(failure.cause());
    }
    return ((Data) result)
        .series().stream()
            .filter(series -> !series.points().isEmpty())
            .map(RecordedSamples::workload)
            .max(Comparator.comparingLong(RecordedSamples::number));
  }

  private static String workload(TimeSeries series) {
    return series.labels().getOrDefault(Queries.WORKLOAD, "");
  }

  private static long number(String name) {
    Matcher digits = Pattern.compile("([0-9]{1,18})$").matcher(name);
    return digits.find() ? Long.parseLong(digits.group(1)) : -1;
  }
}
